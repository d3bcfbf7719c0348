using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Says how the fleet treats the registries of a cluster.</summary>
internal static class SetClusterPolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/clusters/{name}/policy", HandleAsync).Requires(Role.Admin, Reach.Cluster)
            .WithName("setClusterPolicy").WithTags("clusters").WithSummary("Say how the registries of a cluster are treated")
            .WithDescription("What is absent is as it is by default.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Cluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, Api.V1.ClusterPolicy body, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        var (images, problems) = ImageOverrides.Read((body.Images ?? new Dictionary<string, string>()).Select(image => $"{image.Key}={image.Value}"));
        var policy = new Domain.Clusters.ClusterPolicy(
            images,
            body.KeepSpec,
            Given(body.ReconfigureUrl)?.TrimEnd('/'),
            [.. (body.Namespaces ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            body.Fips,
            Given(body.NodeSelector),
            // A list may hold null, whatever its type says.
            [.. (body.Tolerations ?? []).Select(toleration => (string?)toleration ?? "")],
            Given(body.HttpProxy),
            Given(body.HttpsProxy),
            Given(body.NoProxy));
        List<FieldError> faults =
        [
            .. problems.Select(problem => new FieldError("#/images", null, problem)),
            .. policy.Faults().Select(fault => new FieldError($"#/{fault.Field}", null, fault.Problem)),
        ];
        if (faults.Count > 0) return ProblemResults.Invalid([.. faults]);
        note.Before = AuditNote.Of(view.Picture.ReadCluster(cluster, view.Now)?.ToWire());
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).SetPolicy(policy);
        if (outcome is RegistrationOutcome.Accepted)
            await view.ShowsAsync(picture => picture.Clusters.TryGetValue(cluster, out var shown) && policy.Equals(shown.Policy), cancellationToken);
        return outcome.ToAnswer(cluster, view.Now, note);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
