using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Fleet.Gateway.Tests.Access;

/// <summary>A real OpenID provider. What a token says is asked for with the request for it.</summary>
public sealed class Issuer : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode().AllowClientCredentialsFlow().SetTokenEndpointUris("token").DisableAccessTokenEncryption();
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().SetAuthorizationEndpointUris("authorize");
            server.RegisterScopes("openid", "profile", "email");
            server.AddEphemeralEncryptionKey().AddSigningKey(Rsa("first"));
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.Configure(options => options.TimeProvider = _time);
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(_ => ValueTask.CompletedTask));
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(Issue));
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(_ => ValueTask.CompletedTask));
            server.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(LetIn));
        });
        _app = builder.Build();
        _app.UseRouting();
        _app.UseAuthentication();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single() + "/");
    }

    /// <summary>Who sits at the browser, and their groups; what their tokens are for. They are let in without being asked.</summary>
    public (string Name, string[] Groups, string Audience) Person { get; set; } = ("jane", [], "quay-fleet");

    /// <param name="age">How long ago it is issued; it is valid for an hour.</param>
    public async Task<string> TokenAsync(string name, string[] groups, string audience = "quay-fleet", TimeSpan age = default)
    {
        _time.AdjustTime(TimeProvider.System.GetUtcNow() - age);
        using var client = new HttpClient { BaseAddress = Address };
        using var answer = await client.PostAsync(
            "token",
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = name,
                ["client_secret"] = "unchecked",
                ["groups"] = string.Join(' ', groups),
                ["for"] = audience,
            }));
        var body = await answer.Content.ReadAsStringAsync();
        return (string?)JsonNode.Parse(body)!["access_token"] ?? throw new InvalidOperationException(body);
    }

    /// <summary>From now on another key signs, and the one before is gone.</summary>
    public void Rotate(string key)
    {
        var credentials = _app!.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials;
        credentials.Clear();
        credentials.Add(new SigningCredentials(Rsa(key), SecurityAlgorithms.RsaSha256));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    public static RsaSecurityKey Rsa(string id) => new(RSA.Create(2048)) { KeyId = id };

    private static ValueTask Issue(HandleTokenRequestContext context)
    {
        context.SignIn(
            context.Request.IsAuthorizationCodeGrantType()
                ? context.Principal!
                : Principal(context.Request.ClientId!, ((string?)context.Request["groups"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), (string)context.Request["for"]!));
        return ValueTask.CompletedTask;
    }

    private ValueTask LetIn(HandleAuthorizationRequestContext context)
    {
        var principal = Principal(Person.Name, Person.Groups, Person.Audience);
        principal.SetScopes(context.Request.GetScopes());
        context.SignIn(principal);
        return ValueTask.CompletedTask;
    }

    private static ClaimsPrincipal Principal(string name, string[] groups, string audience)
    {
        var identity = new ClaimsIdentity("issuer", "sub", "role");
        identity.AddClaim(new Claim("sub", name));
        foreach (var group in groups) identity.AddClaim(new Claim("groups", group));
        var principal = new ClaimsPrincipal(identity);
        principal.SetResources(audience);
        principal.SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
        return principal;
    }
}
