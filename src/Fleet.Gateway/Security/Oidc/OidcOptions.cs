using System.Collections.Immutable;
using Fleet.Domain.Access;

namespace Fleet.Gateway.Security.Oidc;

/// <summary>Whose tokens are accepted, and what they give.</summary>
/// <param name="Authority">The issuer's address; its <c>/.well-known/openid-configuration</c> has the keys. https, or http on this machine.</param>
/// <param name="Audience">What a token has to have among its audiences.</param>
/// <param name="RoleClaim">The claim whose values the bindings name. Default <c>groups</c>.</param>
/// <param name="Client">How the dashboard asks the provider to sign somebody in; null when it does not.</param>
public sealed record OidcOptions(Uri Authority, string Audience, string RoleClaim, ImmutableArray<AccessBinding> Bindings, OidcClient? Client = null);

/// <summary>The dashboard, as the provider knows it.</summary>
/// <param name="Secret">Null for a public client: PKCE is used either way.</param>
/// <param name="Scopes">What is asked for; <c>openid</c> is among them.</param>
public sealed record OidcClient(string Id, string? Secret, ImmutableArray<string> Scopes)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"OidcClient({Id})";
}
