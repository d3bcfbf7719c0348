using System.Security.Claims;
using Fleet.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Fleet.Gateway.Security.Oidc;

/// <summary>Knows a caller by a token that an OpenID provider signed.</summary>
internal static class OidcAuthentication
{
    public const string SchemeName = "Oidc";

    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Longest name of a caller; the audit repeats it on every line.</summary>
    private const int LongestName = 200;

    private const int SmallestRsaKey = 2048;

    /// <summary>Asymmetric, and approved by FIPS 186-5.</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Three parts joined by dots; neither the administrator's nor an API token looks so by chance.</summary>
    public static bool LooksLikeOne(string? token) => token is not null && token.Count(c => c == '.') == 2;

    public static void AddFleetOidc(this AuthenticationBuilder authentication, OidcOptions oidc) =>
        authentication.Services.AddOptions<JwtBearerOptions>(SchemeName).Configure<TimeProvider>((jwt, time) => Configure(jwt, oidc, time)).Services
            .AddAuthentication().AddJwtBearer(SchemeName, _ => { });

    private static void Configure(JwtBearerOptions jwt, OidcOptions oidc, TimeProvider time)
    {
        jwt.Authority = oidc.Authority.ToString();
        jwt.Audience = oidc.Audience;
        jwt.RequireHttpsMetadata = oidc.Authority.Scheme == Uri.UriSchemeHttps;
        jwt.MapInboundClaims = false;
        // A key that is not known makes the keys be read again, at most this often; else a rotation would be noticed hours later.
        jwt.RefreshInterval = TimeSpan.FromSeconds(30);
        jwt.AutomaticRefreshInterval = TimeSpan.FromHours(1);
        jwt.BackchannelTimeout = TimeSpan.FromSeconds(10);
        jwt.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = oidc.Audience,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = ClockSkew,
            LifetimeValidator = (notBefore, expires, _, parameters) => IsCurrent(notBefore, expires, time.GetUtcNow().UtcDateTime, parameters.ClockSkew),
            IssuerSigningKeyValidator = (key, _, _) => key is not (RsaSecurityKey or X509SecurityKey or JsonWebKey { Kty: "RSA" }) || key.KeySize >= SmallestRsaKey,
        };
        jwt.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                context.Principal = new ClaimsPrincipal(new CallerIdentity(CallerOf(context.Principal!, context.SecurityToken.ValidTo, oidc), SchemeName));
                return Task.CompletedTask;
            },
        };
    }

    private static bool IsCurrent(DateTime? notBefore, DateTime? expires, DateTime now, TimeSpan skew) =>
        expires > now - skew && (notBefore is null || notBefore <= now + skew);

    private static Caller CallerOf(ClaimsPrincipal principal, DateTime expires, OidcOptions oidc)
    {
        var name = principal.FindFirstValue("preferred_username") ?? principal.FindFirstValue("email") ?? principal.FindFirstValue("sub") ?? "unnamed";
        var claims = principal.FindAll(oidc.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return new Caller(
            "oidc/" + (name.Length > LongestName ? name[..LongestName] : name),
            Caller.Oidc,
            AccessBinding.GrantsOf(oidc.Bindings, claims),
            new DateTimeOffset(DateTime.SpecifyKind(expires, DateTimeKind.Utc)));
    }
}
