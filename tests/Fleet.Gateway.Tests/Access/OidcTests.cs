using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Access;
using Fleet.Gateway.Security.Oidc;
using Fleet.Gateway.Tests.Http;
using Fleet.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Fleet.Gateway.Tests.Access;

public sealed class OidcTests(OidcTests.Provider provider) : IClassFixture<OidcTests.Provider>
{
    [Fact]
    public async Task A_token_gives_what_its_groups_are_bound_to()
    {
        var me = await WhoAsync(await provider.Issuer.TokenAsync("jane", ["team-eu", "everybody"]));
        Assert.Equal("oidc/jane", (string)me["name"]!);
        Assert.Equal(["viewer region=eu", "operator region=eu"], me["grants"]!.AsArray().Select(grant => $"{grant!["role"]} {grant["clusters"]}"));
        Assert.Equal("oidc", (string)me["kind"]!);
    }

    [Fact]
    public async Task Who_is_known_and_bound_to_nothing_may_nothing()
    {
        var token = await provider.Issuer.TokenAsync("joe", ["strangers"]);
        Assert.Empty((await WhoAsync(token))["grants"]!.AsArray());
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(token));
    }

    [Fact]
    public async Task A_token_for_somebody_else_or_of_the_past_is_refused()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await provider.Issuer.TokenAsync("ann", ["admins"])));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await provider.Issuer.TokenAsync("ann", ["admins"], audience: "another-service")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await provider.Issuer.TokenAsync("ann", ["admins"], age: TimeSpan.FromHours(2))));
    }

    [Fact]
    public async Task A_token_that_the_provider_did_not_sign_is_refused()
    {
        var parts = (await provider.Issuer.TokenAsync("eve", ["strangers"])).Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var forged = Encode(claims.Replace("strangers", "admins", StringComparison.Ordinal));
        Assert.NotEqual(parts[1], forged);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{parts[0]}.{forged}.{parts[2]}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{Encode("""{"alg":"none","typ":"at+jwt"}""")}.{forged}."));
        var own = new JsonWebTokenHandler().CreateToken(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(forged)), new SigningCredentials(Issuer.Rsa("first"), SecurityAlgorithms.RsaSha256));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(own));
        var symmetric = new JsonWebTokenHandler().CreateToken(
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(forged)), new SigningCredentials(new SymmetricSecurityKey(new byte[32]) { KeyId = "first" }, SecurityAlgorithms.HmacSha256));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(symmetric));
    }

    [Fact]
    public async Task The_administrators_token_and_api_tokens_go_on_working_beside_the_provider()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(GatewayFixture.Token));
        using var admin = provider.Gateway.Client();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await Tokens.CreateAsync(admin, "beside", "viewer", null)));
    }

    [Fact]
    public async Task Keys_that_the_provider_changes_are_learned_without_a_restart()
    {
        await using var issuer = new Issuer();
        await issuer.StartAsync();
        await using var gateway = Provider.GatewayOf(issuer);
        await gateway.InitializeAsync();
        var before = await issuer.TokenAsync("ann", ["admins"]);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, before));

        issuer.Rotate("second");
        var after = await issuer.TokenAsync("ann", ["admins"]);

        await Wait.UntilAsync(async () => await StatusAsync(gateway, after) == HttpStatusCode.OK, "the gateway knows the new key");
    }

    private async Task<JsonNode> WhoAsync(string token)
    {
        using var client = provider.Gateway.Client(token);
        return (await client.GetFromJsonAsync<JsonNode>("api/v1/whoami"))!;
    }

    private Task<HttpStatusCode> StatusAsync(string token) => StatusAsync(provider.Gateway, token);

    private static async Task<HttpStatusCode> StatusAsync(GatewayFixture gateway, string token)
    {
        using var client = gateway.Client(token);
        return (await client.GetAsync("api/v1/clusters")).StatusCode;
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public sealed class Provider : IAsyncLifetime
    {
        public Issuer Issuer { get; } = new();

        public GatewayFixture Gateway { get; private set; } = null!;

        public static GatewayFixture GatewayOf(Issuer issuer) => new()
        {
            Oidc = new OidcOptions(issuer.Address, "quay-fleet", "groups", AccessFile.Read(
                """
                bindings:
                - {claim: admins, roles: [admin]}
                - {claim: team-eu, roles: [viewer, operator], clusters: region=eu}
                """,
                out _)),
        };

        public async ValueTask InitializeAsync()
        {
            await Issuer.StartAsync();
            Gateway = GatewayOf(Issuer);
            await Gateway.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Issuer.DisposeAsync();
        }
    }
}
