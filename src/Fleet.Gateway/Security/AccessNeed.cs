using Fleet.Domain.Access;
using Microsoft.AspNetCore.Builder;

namespace Fleet.Gateway.Security;

/// <summary>On what a role is needed.</summary>
internal enum Reach
{
    /// <summary>Nothing: whoever is known may ask.</summary>
    Nothing,

    /// <summary>Anywhere; the answer holds only what the caller sees.</summary>
    Filtered,

    /// <summary>The cluster that the path names as <c>{cluster}</c> or <c>{name}</c>.</summary>
    Cluster,

    /// <summary>The whole fleet.</summary>
    Fleet,
}

/// <summary>What an endpoint needs of its caller. One without it is denied to everybody.</summary>
internal sealed record AccessNeed(Role Role, Reach Reach)
{
    public override string ToString() => Reach == Reach.Nothing ? "known" : $"{Role.Name()} {Reach.ToString().ToLowerInvariant()}";
}

internal static class AccessNeeds
{
    public static RouteHandlerBuilder Requires(this RouteHandlerBuilder endpoint, Role role, Reach reach) =>
        endpoint.WithMetadata(new AccessNeed(role, reach));

    /// <summary>Whoever is known, with or without a role.</summary>
    public static RouteHandlerBuilder RequiresIdentity(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AccessNeed(Role.Viewer, Reach.Nothing));
}
