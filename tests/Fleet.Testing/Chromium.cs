namespace Fleet.Testing;

/// <summary>The browser that pages are tried in, installed when it is not there.</summary>
public static class Chromium
{
    /// <summary>Of its program.</summary>
    public static async Task<string> PathAsync() => (await ServiceScript.RunAsync("chromium", "ensure.sh")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
}
