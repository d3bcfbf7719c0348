namespace Fleet.Silo.Hosting;

/// <summary>What the server says once it serves: what to try first, and last the address and where the token is.</summary>
internal static class Greeting
{
    // What the client tries by itself.
    private const string DefaultAddress = "http://127.0.0.1:8080";

    private static readonly string DefaultToken = Path.Combine(".data", "admin.token");

    /// <param name="simulated">The simulated clusters, in words; null for none.</param>
    /// <param name="tokenPlace">The token's file, or words that say where it is.</param>
    public static string Of(string? simulated, IReadOnlyList<string> addresses, string tokenPlace)
    {
        var local = addresses.FirstOrDefault(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback);
        var found = (local is null or DefaultAddress ? "" : $" --server {local}")
            + (Path.IsPathRooted(tokenPlace) && Path.GetFullPath(DefaultToken) != tokenPlace ? $" --token-file {tokenPlace}" : "");
        return $"""

            Quay Fleet is running{(simulated is null ? "" : $", with {simulated}")}. Open the address in a browser, and try in another terminal:
              {(simulated is null ? "quayfleet cluster add NAME --kubeconfig FILE" : "dotnet run -c Release --project src/Fleet.Cli -- rollout start -f deploy/examples/rollout.yaml")}{found}
            Address  {string.Join(' ', addresses)}
            Token    {tokenPlace}
            """;
    }
}
