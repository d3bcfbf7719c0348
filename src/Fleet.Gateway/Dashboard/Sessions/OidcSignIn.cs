using System.Security.Cryptography;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Oidc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Fleet.Gateway.Dashboard.Sessions;

/// <summary>
/// Signing in at the OpenID provider: authorization code flow with PKCE (RFC 7636). The token that it ends with is the session's, as if it had been
/// typed in; nothing of the provider's is kept besides.
/// </summary>
internal static class OidcSignIn
{
    public const string Path = SignIn.Path + "/oidc";
    private const string SchemeName = "DashboardSignIn";

    public static void Add(IServiceCollection services, byte[] adminTokenHash, OidcOptions oidc, OidcClient client)
    {
        services.AddSingleton(new OidcProvider(oidc.Authority.Host));
        services.AddAuthentication().AddOpenIdConnect(SchemeName, options => Configure(options, oidc, client, new SealedState(new SessionSeal(adminTokenHash, "quay-fleet dashboard sign-in"))));
    }

    /// <summary>Whether there is a provider to sign in at.</summary>
    public static bool IsThere(IServiceProvider services) => services.GetService<OidcProvider>() is not null;

    public static void Map(IEndpointRouteBuilder routes)
    {
        if (!IsThere(routes.ServiceProvider)) return;
        routes.MapGet(Path, (string? to) => Results.Challenge(new AuthenticationProperties { RedirectUri = SignIn.OfThisSite(to) }, [SchemeName])).AllowAnonymous().ExcludeFromDescription();
    }

    private static void Configure(OpenIdConnectOptions options, OidcOptions oidc, OidcClient client, SealedState state)
    {
        options.Authority = oidc.Authority.ToString();
        options.RequireHttpsMetadata = oidc.Authority.Scheme == Uri.UriSchemeHttps;
        options.ClientId = client.Id;
        options.ClientSecret = client.Secret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CallbackPath = Path + "/callback";
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.Scope.Clear();
        foreach (var scope in client.Scopes) options.Scope.Add(scope);
        options.TokenValidationParameters.ValidAlgorithms = OidcAuthentication.Algorithms;
        options.TokenValidationParameters.ClockSkew = OidcAuthentication.ClockSkew;
        // Any gateway may be the one that the browser comes back to.
        options.StateDataFormat = new PropertiesDataFormat(state);
        options.StringDataFormat = new SecureDataFormat<string>(new TextSerializer(), state);
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        // Never used: the events below end every answer themselves.
        options.SignInScheme = BearerTokenHandler.SchemeName;
        options.Events.OnTokenValidated = async context =>
        {
            string?[] tokens = [context.TokenEndpointResponse?.AccessToken, context.TokenEndpointResponse?.IdToken];
            await SignIn.EndAsync(
                context.HttpContext, tokens.OfType<string>(), context.Properties?.RedirectUri,
                $"{oidc.Authority.Host} let you in, but gave no token that this server accepts: it has to have the audience {oidc.Audience}.");
            context.HandleResponse();
        };
        options.Events.OnRemoteFailure = async context =>
        {
            await SignIn.Page(context.HttpContext, context.Properties?.RedirectUri, $"{oidc.Authority.Host} did not let you in: {context.Failure?.Message}").ExecuteAsync(context.HttpContext);
            context.HandleResponse();
        };
    }

    /// <summary>What the browser carries to the provider and back.</summary>
    private sealed class SealedState(SessionSeal seal) : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => seal.Seal(plaintext);

        public byte[] Unprotect(byte[] protectedData) => seal.Open(protectedData) ?? throw new CryptographicException("It was not sealed by this fleet.");
    }

    private sealed class TextSerializer : IDataSerializer<string>
    {
        public byte[] Serialize(string model) => System.Text.Encoding.UTF8.GetBytes(model);

        public string? Deserialize(byte[] data) => System.Text.Encoding.UTF8.GetString(data);
    }
}

/// <summary>Where people sign in.</summary>
/// <param name="Name">For the button.</param>
internal sealed record OidcProvider(string Name);
