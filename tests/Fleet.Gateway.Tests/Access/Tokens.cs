using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Fleet.Gateway.Tests.Access;

internal static class Tokens
{
    /// <summary>Creates an API token as a user does. Empty when there is one of this name.</summary>
    public static async Task<string> CreateAsync(HttpClient admin, string name, string role, string? clusters, DateTimeOffset? expires = null)
    {
        var body = new { name, roles = new[] { role }, clusters, expiresAt = expires ?? TimeProvider.System.GetUtcNow().AddHours(1) };
        using var response = await admin.PostAsJsonAsync("api/v1/tokens", body);
        return response.IsSuccessStatusCode ? (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["token"]! : "";
    }
}
