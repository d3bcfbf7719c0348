using System.Diagnostics.CodeAnalysis;
using Fleet.Domain.Access;
using Fleet.Gateway.Security.Oidc;

namespace Fleet.Silo.Hosting;

/// <summary>Reads what the command line says about an OpenID provider. Everything that is wrong is told before the server starts.</summary>
internal static class OidcSettings
{
    /// <param name="options">Null when no provider is given.</param>
    /// <param name="problem">One line for each fault, with the remedy.</param>
    public static bool TryRead(
        string authority, string audience, string roleClaim, string accessFile, OidcClientSettings client, out OidcOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        if (authority.Length == 0)
        {
            problem = accessFile.Length > 0 || audience.Length > 0 || client.Id.Length > 0
                ? "--oidc-audience, --oidc-client-id and --access-file say nothing without a provider: give --oidc-authority as well."
                : null;
            return problem is null;
        }
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            problem = $"--oidc-authority {authority}: this is no https:// address. Give the issuer's; http:// is for this machine only, since whoever is between could change the keys.";
        else if (audience.Length == 0) problem = "--oidc-audience is missing: give what tokens for this server have as audience (aud), such as quay-fleet.";
        else if (accessFile.Length == 0) problem = "--access-file is missing: without it a token of the provider gives no role. Give a file with bindings.";
        else if (client.SecretFile.Length > 0 && client.Id.Length == 0) problem = "--oidc-client-secret-file says nothing without a client: give --oidc-client-id as well.";
        else if (ReadFile("--access-file", accessFile, out problem) is { } text && TryReadClient(client, out var known, out problem))
        {
            var bindings = AccessFile.Read(text, out var problems);
            problem = problems.IsEmpty ? null : string.Join('\n', problems.Select(fault => $"--access-file {accessFile}: {fault}"));
            options = new OidcOptions(uri, audience, roleClaim, bindings, known);
        }
        return problem is null;
    }

    private static bool TryReadClient(OidcClientSettings settings, out OidcClient? client, out string? problem)
    {
        (client, problem) = (null, null);
        if (settings.Id.Length == 0) return true;
        var secret = settings.SecretFile.Length == 0 ? null : ReadFile("--oidc-client-secret-file", settings.SecretFile, out problem)?.Trim();
        string[] scopes = ["openid", .. settings.Scopes.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)];
        client = new OidcClient(settings.Id, secret, [.. scopes.Distinct()]);
        return problem is null;
    }

    private static string? ReadFile(string option, string file, out string? problem)
    {
        problem = null;
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{option} {file}: it cannot be read ({e.Message.ReplaceLineEndings(" ")}). Name a file this user may read.";
            return null;
        }
    }
}

/// <summary>What the command line says about the dashboard's client at the provider; empty where it says nothing.</summary>
internal sealed record OidcClientSettings(string Id, string SecretFile, string Scopes);
