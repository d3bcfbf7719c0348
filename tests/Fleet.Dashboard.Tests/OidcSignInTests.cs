using System.Net;
using System.Text.RegularExpressions;
using Fleet.EndToEnd.Tests;
using Fleet.Gateway.Tests.Access;
using Xunit;

namespace Fleet.Dashboard.Tests;

/// <summary>Signing in at a real OpenID provider, as a browser that follows where it is sent.</summary>
public sealed partial class OidcSignInTests : IAsyncLifetime
{
    private readonly string _data = FleetProcess.NewFolder();
    private readonly Issuer _issuer = new();
    private FleetProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        await _issuer.StartAsync();
        var access = Path.Combine(_data, "access.yaml");
        await File.WriteAllTextAsync(access, "bindings:\n- claim: team\n  roles: [viewer]\n");
        _server = await FleetProcess.StartAsync(
            _data,
            arguments: ["--oidc-authority", _issuer.Address.ToString(), "--oidc-audience", "quay-fleet", "--oidc-client-id", "dashboard", "--access-file", access]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _issuer.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Who_the_provider_knows_comes_to_where_they_wanted_with_what_their_groups_give()
    {
        _issuer.Person = ("jane", ["team", .. Enumerable.Range(0, 80).Select(i => $"a-group-with-a-long-name-{i}")], "quay-fleet");
        using var browser = new Visitor(_server.Url);
        Assert.Contains("/sign-in/oidc?to=%2Fclusters", await browser.ReadAsync("/clusters"), StringComparison.Ordinal);
        var landing = await browser.ReadAsync("/sign-in/oidc?to=%2Fclusters");
        Assert.True(GoesOnTo().IsMatch(landing), landing);
        // A token of so many groups is more than one cookie takes.
        Assert.True(browser.Cookies > 1, landing);
        Assert.Contains("oidc/jane", await browser.ReadAsync("/clusters"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_another_service_is_no_way_in_and_the_page_says_why()
    {
        _issuer.Person = ("joe", ["team"], "another-service");
        using var browser = new Visitor(_server.Url);
        var page = await browser.ReadAsync("/sign-in/oidc?to=%2F");
        Assert.Contains("it has to have the audience quay-fleet", page, StringComparison.Ordinal);
        Assert.Contains("Sign in at 127.0.0.1", await browser.ReadAsync("/clusters"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_did_not_begin_here_ends_nowhere()
    {
        using var browser = new Visitor(_server.Url);
        Assert.Contains("did not let you in", await browser.ReadAsync("/sign-in/oidc/callback?code=stolen&state=made-up"), StringComparison.Ordinal);
        Assert.Contains("url=/\"", (await browser.ReadAsync("/sign-in/oidc?to=https%3A%2F%2Fevil.example")).Replace("&#x2F;", "/", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [GeneratedRegex("url=/clusters\"")]
    private static partial Regex GoesOnTo();

    private sealed class Visitor(string url) : IDisposable
    {
        private readonly CookieContainer _cookies = new();
        private HttpClient? _client;

        public int Cookies => _cookies.GetCookies(new Uri(url)).Count(cookie => cookie.Name.StartsWith("quay-fleet-session", StringComparison.Ordinal));

        /// <summary>The page at the end of all redirects.</summary>
        public async Task<string> ReadAsync(string path)
        {
            _client ??= new HttpClient(new HttpClientHandler { CookieContainer = _cookies }) { BaseAddress = new Uri(url) };
            return await (await _client.GetAsync(new Uri(path, UriKind.Relative))).Content.ReadAsStringAsync();
        }

        public void Dispose() => _client?.Dispose();
    }
}
