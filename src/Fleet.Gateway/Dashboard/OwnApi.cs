using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Fleet.Api.V1;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Fleet.Gateway.Dashboard;

/// <summary>What came of a request to the API.</summary>
/// <param name="Problem">For people; null when it succeeded.</param>
public sealed record Answer<T>(T? Value, string? Problem);

/// <summary>
/// The API of this gateway, as whoever looks at the page: everything that is written, and what is not in the read model, goes through it, so that
/// access rules, validation and audit are in one place.
/// </summary>
internal sealed class OwnApi(IHttpClientFactory clients, IServer server, AuthenticationStateProvider session)
{
    public Task<Answer<T>> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    public Task<Answer<T>> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, path, JsonContent.Create(body, body.GetType()), cancellationToken);

    public Task<Answer<T>> PutAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Put, path, JsonContent.Create(body, body.GetType()), cancellationToken);

    public Task<Answer<T>> DeleteAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Delete, path, null, cancellationToken);

    private async Task<Answer<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(nameof(OwnApi));
        using var request = new HttpRequestMessage(method, new Uri(Address(), "api/v1/" + path)) { Content = body };
        var identity = (await session.GetAuthenticationStateAsync()).User.Identity as ClaimsIdentity;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", identity?.BootstrapContext as string);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode) return new Answer<T>(await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken), null);
            return new Answer<T>(default, response.StatusCode == HttpStatusCode.Unauthorized ? "Your token has expired or was revoked: sign in again." : await DetailAsync(response, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return new Answer<T>(default, $"The gateway did not answer: {e.Message}");
        }
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && await response.Content.ReadFromJsonAsync<Problem>(JsonSerializerOptions.Web, cancellationToken) is { } problem
            ? problem.Detail
            : $"The gateway answered {(int)response.StatusCode}.";

    // Where it listens on every address, it listens on this one.
    private Uri Address()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(candidate => candidate.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) ?? addresses.First();
        return new Uri(address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://[::1]", StringComparison.Ordinal));
    }
}
