using System.CommandLine;

namespace Fleet.Cli.Connection;

/// <summary>Where the server is and who we are; every verb takes them. An option counts most, then its environment variable, then the context.</summary>
internal static class ServerOptions
{
    private const string DefaultServer = "http://127.0.0.1:8080";

    private static readonly string DefaultTokenFile = Path.Combine(".data", "admin.token");

    public static readonly Option<string?> Server = new("--server")
    {
        Description = $"The server's address. Default that of the context, else {DefaultServer}; environment QUAYFLEET_SERVER.",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = $"The file with the token. Default that of the context, else {DefaultTokenFile}; environment QUAYFLEET_TOKEN_FILE.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string?> Fleet = new("--fleet")
    {
        Description = "The context of the config file to use, see `quayfleet config`. Default its current one; environment QUAYFLEET_FLEET.",
        HelpName = "CONTEXT",
        Recursive = true,
    };

    /// <exception cref="Commands.CommandFault">The context is not there, or what it says will not do.</exception>
    public static FleetClient Open(ParseResult parsed)
    {
        var (server, tokenFile) = (parsed.GetValue(Server) ?? Variable("QUAYFLEET_SERVER"), parsed.GetValue(TokenFile) ?? Variable("QUAYFLEET_TOKEN_FILE"));
        var named = parsed.GetValue(Fleet) ?? Variable("QUAYFLEET_FLEET");
        // Whoever says where and who needs no file.
        var context = server is not null && tokenFile is not null && named is null ? null : ContextOf(named);
        return FleetClient.Open(server ?? context?.Server ?? DefaultServer, tokenFile ?? context?.TokenFile ?? DefaultTokenFile);
    }

    private static FleetContext? ContextOf(string? named)
    {
        var file = ContextFile.Read();
        return (named ?? file.Current) is { } name ? file.Get(name) : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
