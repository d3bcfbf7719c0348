namespace Fleet.Domain.Quay.Configuration;

/// <summary>The parts of a <c>DB_URI</c>; the database's own Secret repeats all but the host, which is without its port here.</summary>
internal sealed record DatabaseUri(string User, string Password, string Host, string Database)
{
    /// <summary>User, database and Service of a managed database are called alike.</summary>
    public static string ManagedName(string registryName) => $"{registryName}-quay-database";

    public static string Managed(string registryName, string password) =>
        $"postgresql://{ManagedName(registryName)}:{password}@{ManagedName(registryName)}:5432/{ManagedName(registryName)}";

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
            Hostnames.WithoutPort(authority[(authority.LastIndexOf('@') + 1)..]),
            Uri.UnescapeDataString(rest[(slash + 1)..]));
    }

    public override string ToString() => nameof(DatabaseUri);
}
