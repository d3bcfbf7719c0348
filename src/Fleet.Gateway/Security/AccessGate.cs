using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Security;

/// <summary>
/// Lets through who may, by what the endpoint declares. A cluster out of scope is answered as one that does not exist. Every refusal is
/// reported for the audit.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, FleetView view, DeniedAttempts denied)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }
        if (Caller.TryOf(context) is not { } caller)
        {
            denied.Report(RequestFacts.Of(context), "anonymous", StatusCodes.Status401Unauthorized, "no known token was presented");
            await context.ChallengeAsync();
            return;
        }
        // Nothing is served there: the answer is the router's.
        if (endpoint is null || !IsOfTheApi(context))
        {
            await next(context);
            return;
        }
        switch (Decide(context, endpoint.Metadata.GetMetadata<AccessNeed>(), caller))
        {
            case AccessDecision.Allowed:
                await next(context);
                break;
            case AccessDecision.Denied refusal:
                denied.Report(RequestFacts.Of(context), caller.Name, StatusCodes.Status403Forbidden, refusal.Reason);
                await ProblemResults.Forbidden(refusal.Reason).ExecuteAsync(context);
                break;
            default:
                denied.Report(RequestFacts.Of(context), caller.Name, StatusCodes.Status404NotFound, "out of scope, or not there");
                await NotFound(context).ExecuteAsync(context);
                break;
        }
    }

    // The framework's own endpoint that answers 405 declares nothing, and does nothing.
    private static bool IsOfTheApi(HttpContext context) => context.GetEndpoint() is not { DisplayName: "405 HTTP Method Not Supported" };

    private AccessDecision Decide(HttpContext context, AccessNeed? need, Caller caller) => need?.Reach switch
    {
        null => new AccessDecision.Denied("the endpoint does not say what it needs, which is a mistake of this release"),
        Reach.Nothing => AccessDecision.Allowed.Instance,
        Reach.Filtered => AccessRule.Somewhere(caller.Grants, need.Role),
        Reach.Fleet => AccessRule.OnFleet(caller.Grants, need.Role),
        Reach.Cluster => AccessRule.OnCluster(caller.Grants, need.Role, LabelsOf(RequestFacts.ClusterOf(context))),
        _ => throw new InvalidOperationException($"unknown reach {need.Reach}"),
    };

    private Func<string, string?>? LabelsOf(string? cluster) =>
        ClusterName.TryParse(cluster, null, out var name) && view.Picture.Clusters.TryGetValue(name, out var summary) ? summary.Labels.GetValueOrDefault : null;

    // Word for word what the handlers say.
    private static JsonHttpResult<Problem> NotFound(HttpContext context)
    {
        var route = context.Request.RouteValues;
        if (!route.ContainsKey("cluster")) return ProblemResults.ClusterNotFound(route["name"]!);
        return RegistryKey.TryParse($"{route["cluster"]}/{route["namespace"]}/{route["name"]}", null, out var key)
            ? ProblemResults.RegistryNotFound(key)
            : ProblemResults.ClusterNotFound(route["cluster"]!);
    }
}
