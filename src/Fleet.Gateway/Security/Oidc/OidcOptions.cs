using System.Collections.Immutable;
using Fleet.Domain.Access;

namespace Fleet.Gateway.Security.Oidc;

/// <summary>Whose tokens are accepted, and what they give.</summary>
/// <param name="Authority">The issuer's address; its <c>/.well-known/openid-configuration</c> has the keys. https, or http on this machine.</param>
/// <param name="Audience">What a token has to have among its audiences.</param>
/// <param name="RoleClaim">The claim whose values the bindings name. Default <c>groups</c>.</param>
public sealed record OidcOptions(Uri Authority, string Audience, string RoleClaim, ImmutableArray<AccessBinding> Bindings);
