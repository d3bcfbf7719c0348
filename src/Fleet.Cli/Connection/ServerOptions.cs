using System.CommandLine;

namespace Fleet.Cli.Connection;

/// <summary>Where the server is and who we are; every verb takes them.</summary>
internal static class ServerOptions
{
    public static readonly Option<string> Server = new("--server")
    {
        Description = "The server's address. Default http://127.0.0.1:8080; environment QUAYFLEET_SERVER.",
        HelpName = "URL",
        Recursive = true,
        DefaultValueFactory = _ => Variable("QUAYFLEET_SERVER") ?? "http://127.0.0.1:8080",
    };

    public static readonly Option<string> TokenFile = new("--token-file")
    {
        Description = "The file with the token. Default .data/admin.token; environment QUAYFLEET_TOKEN_FILE.",
        HelpName = "FILE",
        Recursive = true,
        DefaultValueFactory = _ => Variable("QUAYFLEET_TOKEN_FILE") ?? Path.Combine(".data", "admin.token"),
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
