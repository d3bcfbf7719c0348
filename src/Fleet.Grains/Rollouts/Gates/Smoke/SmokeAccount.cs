using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Grains.Rollouts.Gates.Smoke;

/// <summary>Who the smoke test is, as a Secret says. It is read for each test, and kept nowhere.</summary>
/// <param name="Repository">Where it may push and delete, for example <c>smoke/quay-fleet</c>.</param>
/// <param name="Authority">Certificates in PEM that the endpoint's may come from; null for those the system trusts.</param>
internal sealed record SmokeAccount(string User, string Password, string Repository, string? Authority)
{
    public override string ToString() => $"SmokeAccount({Repository})";

    /// <summary>What is missing when there is none.</summary>
    public static (SmokeAccount? Account, string Problem) Read(JsonObject secret)
    {
        var missing = new[] { "username", "password", "repository" }.Where(key => string.IsNullOrWhiteSpace(Text(secret, key))).ToList();
        return missing.Count > 0
            ? (null, $"it has no {string.Join(" and no ", missing)}: it needs username, password and repository, and may have ca.crt")
            : (new SmokeAccount(Text(secret, "username")!, Text(secret, "password")!, Text(secret, "repository")!.Trim('/', ' ', '\n'), Text(secret, "ca.crt")), "");
    }

    private static string? Text(JsonObject secret, string key)
    {
        if ((string?)(secret["data"] as JsonObject)?[key] is not { } encoded) return null;
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\n') : null;
    }
}
