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
            server.AddEphemeralEncryptionKey().AddSigningKey(Rsa("first"));
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.Configure(options => options.TimeProvider = _time);
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(_ => ValueTask.CompletedTask));
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(Issue));
        });
        _app = builder.Build();
        _app.UseRouting();
        _app.UseAuthentication();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single() + "/");
    }

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
        var identity = new ClaimsIdentity("issuer", "sub", "role");
        identity.AddClaim(new Claim("sub", context.Request.ClientId!));
        foreach (var group in ((string?)context.Request["groups"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)) identity.AddClaim(new Claim("groups", group));
        var principal = new ClaimsPrincipal(identity);
        principal.SetResources((string)context.Request["for"]!);
        principal.SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
        context.SignIn(principal);
        return ValueTask.CompletedTask;
    }
}
