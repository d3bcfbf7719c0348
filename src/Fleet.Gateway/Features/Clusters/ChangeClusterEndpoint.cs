using System.Collections.Immutable;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
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

/// <summary>Changes the mode and the labels of a cluster.</summary>
internal static class ChangeClusterEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/clusters/{name}", HandleAsync).Requires(Role.Admin, Reach.Cluster)
            .WithName("changeCluster").WithTags("clusters").WithSummary("Change the mode or the labels of a cluster")
            .WithDescription(
                "In mode reconcile the fleet begins to write to the cluster. A cluster that is no longer reconciled goes on running as it is, without the "
                + "fleet's Lease and, with `finalizers` release, without its finalizers. With `giveBack` "
                + "everything the fleet owns of its registries becomes the in-cluster operator's. Repeating the change cleans again what could not be cleaned.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ChangedCluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, ChangeCluster body, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        if (ClusterFaults.Of(body).ToImmutableArray() is { IsEmpty: false } faults) return ProblemResults.Invalid(faults);

        note.Before = AuditNote.Of(view.Picture.ReadCluster(cluster, view.Now)?.ToWire());
        var change = new ClusterChange(
            body.Mode is null ? null : ClusterFaults.ReadMode(body.Mode),
            body.Finalizers == "keep" || body.GiveBack ? FinalizerPolicy.Keep : FinalizerPolicy.Release,
            (body.Labels ?? ImmutableDictionary<string, string?>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal),
            body.GiveBack);
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).Change(change);
        if (outcome.Cluster is not { } changed) return ProblemResults.ClusterNotFound(cluster);
        await view.ShowsAsync(
            picture => picture.Clusters.TryGetValue(cluster, out var shown) && shown.Mode == changed.Mode && shown.Labels.SequenceEqual(changed.Labels),
            cancellationToken);
        var wire = ClusterReading.Of(changed, view.Now).ToWire();
        note.After = AuditNote.Of(wire);
        return TypedResults.Ok(new ChangedCluster(wire, outcome.Released, outcome.Problems, outcome.HandedOver));
    }
}
