namespace Fleet.Domain.Quay.Configuration;

/// <summary>The parts of a <c>DB_URI</c> the database's own Secret repeats.</summary>
internal sealed record DatabaseUri(string User, string Password, string Database)
{
    /// <summary>Null for a text that is no URI with user and path.</summary>
    public static DatabaseUri? Parse(string? text)
    {
        if (text?.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var scheme)) return null;
        var rest = text[(scheme + 3)..].Split('?', '#')[0];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return null;
        var authority = rest[..slash];
        var credentials = authority.LastIndexOf('@') is >= 0 and var at ? authority[..at] : "";
        var colon = credentials.IndexOf(':', StringComparison.Ordinal);
        return new DatabaseUri(
            Uri.UnescapeDataString(colon < 0 ? credentials : credentials[..colon]),
            Uri.UnescapeDataString(colon < 0 ? "" : credentials[(colon + 1)..]),
            Uri.UnescapeDataString(rest[(slash + 1)..]));
    }

    public override string ToString() => nameof(DatabaseUri);
}
