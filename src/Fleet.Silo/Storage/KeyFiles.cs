namespace Fleet.Silo.Storage;

/// <summary>Key and token from files that somebody else wrote, such as mounted Secrets.</summary>
internal static class KeyFiles
{
    /// <summary>32 bytes in base64; null when the file cannot be read or holds something else.</summary>
    public static byte[]? ReadKey(string file)
    {
        var buffer = new byte[32];
        return ReadToken(file) is { } text && Convert.TryFromBase64String(text, buffer, out var length) && length == buffer.Length ? buffer : null;
    }

    /// <summary>The file's text without spaces around it; null when it cannot be read or is empty.</summary>
    public static string? ReadToken(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
