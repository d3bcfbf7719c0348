using System.Collections.Immutable;
using System.Security.Claims;
using Fleet.Domain.Access;
using Fleet.Domain.Status;
using Microsoft.AspNetCore.Http;

namespace Fleet.Gateway.Security;

/// <summary>Who makes a request, and what they may do.</summary>
/// <param name="Name">As the audit has it, such as <c>admin</c>, <c>token/ci</c> or <c>oidc/jane</c>.</param>
/// <param name="Kind"><c>admin-token</c>, <c>api-token</c> or <c>oidc</c>.</param>
/// <param name="ExpiresAt">When what they presented ends; null for never.</param>
/// <param name="IsKnownAsync">Whether what they presented still counts, for streams that outlive it; null when it cannot be taken back.</param>
internal sealed record Caller(
    string Name,
    string Kind,
    ImmutableArray<Grant> Grants,
    DateTimeOffset? ExpiresAt = null,
    Func<CancellationToken, ValueTask<bool>>? IsKnownAsync = null)
{
    public const string AdminToken = "admin-token";
    public const string ApiToken = "api-token";
    public const string Oidc = "oidc";

    /// <summary>Whether every cluster exists for them.</summary>
    public bool SeesAll => Grants.Any(grant => grant.IsFleetWide);

    /// <summary>What is offered; the <see cref="AccessGate"/> decides again.</summary>
    public bool May(Role role, ClusterReading cluster) => AccessRule.OnCluster(Grants, role, cluster.Summary.Labels.GetValueOrDefault) is AccessDecision.Allowed;

    /// <summary>On the whole fleet.</summary>
    public bool May(Role role) => AccessRule.OnFleet(Grants, role) is AccessDecision.Allowed;

    /// <exception cref="InvalidOperationException">The request is of nobody: the gate lets none such through.</exception>
    public static Caller Of(HttpContext context) =>
        TryOf(context) ?? throw new InvalidOperationException("The request has no caller: its endpoint is public, or the gate is not in front of it.");

    public static Caller? TryOf(HttpContext context) => (context.User.Identity as CallerIdentity)?.Caller;

    /// <summary>A parameter of a handler.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context));
}

/// <summary>A caller as ASP.NET Core carries it.</summary>
internal sealed class CallerIdentity(Caller caller, string scheme) : ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], scheme)
{
    public Caller Caller { get; } = caller;
}
