using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Security.Tokens;

namespace Fleet.Gateway.Features.Tokens;

/// <summary>What can be wrong with a token to create.</summary>
internal static class TokenFaults
{
    public static IEnumerable<FieldError> Of(CreateToken body, DateTimeOffset now)
    {
        if (!DnsNames.IsLabel(body.Name ?? ""))
            yield return Body("/name", $"name '{body.Name}' is no token name: use 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit.");
        if (body.Roles is not { Count: > 0 and <= 4 } roles) yield return Body("/roles", $"roles is missing: name at least one of {Roles.Names}.");
        else
            foreach (var (i, role) in roles.Index())
                if (!Roles.TryParse(role, out _)) yield return Body($"/roles/{i}", $"'{role}' is no role: use {Roles.Names}.");
        // An empty selector may be a forgotten one, and would give the whole fleet.
        if (body.Clusters is { } clusters)
        {
            if (!LabelSelector.TryParse(clusters, out var selector, out var problem)) yield return Body("/clusters", $"clusters: {problem}");
            else if (selector.IsEverything) yield return Body("/clusters", "clusters is empty: write a label selector such as ring=canary, or leave it out for all clusters.");
        }
        if (body.ExpiresAt is not { } expires) yield return Body("/expiresAt", "expiresAt is missing: say until when the token is valid, such as 2026-12-31T00:00:00Z.");
        else if (expires <= now || expires > now + ApiTokens.LongestLife)
            yield return Body("/expiresAt", $"expiresAt '{expires:O}' will not do: give a moment within the next {ApiTokens.LongestLife.Days} days.");
    }

    private static FieldError Body(string pointer, string message) => new("#" + pointer, null, message);
}
