using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Releases;
using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Upgrades;

/// <summary>What an upgrade of one registry would change.</summary>
internal static class PreviewUpgrade
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern + "/preview", HandleAsync).Requires(Role.Operator, Reach.Cluster)
            .WithName("previewUpgrade").WithTags("upgrades").WithSummary("Show what an upgrade would change of a registry's objects")
            .WithDescription("Renders the registry as the version and has its cluster try every object in a dry run, which is about a hundred requests to it. Nothing is written.")
            .TakesQuery(("version", "string", "The version, for example 3.7.11."))
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<UpgradePreview>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, HttpRequest request, IGrainFactory grains, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        var query = new QueryReader(request.Query);
        var version = query.Text("version") ?? "";
        if (!ReleaseVersion.TryParse(version, null, out _)) query.Fault("version", $"version '{version}' is none: write MAJOR.MINOR.PATCH, for example 3.7.11.");
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);
        if (fleet.ReadRegistry(key, fleet.Now) is not { } registry) return ProblemResults.RegistryNotFound(key);
        var preview = await grains.GetGrain<IRegistryGrain>(key.ToString()).Preview(version);
        return TypedResults.Ok(new UpgradePreview(
            key.ToString(), registry.Summary.CurrentVersion, version, preview.Faults,
            [.. preview.Objects.Select(item => new ObjectPreview(
                item.Key.Kind.Kind, item.Key.Namespace, item.Key.Name, item.Fate.ToString(),
                [.. item.Fields.Select(field => new FieldChange(field.Path, Parsed(field.Before), Parsed(field.After)))]))],
            registry.Summary.LastMigration?.Duration?.TotalSeconds));
    }

    private static JsonElement? Parsed(string? json) => json is null ? null : JsonElement.Parse(json);
}
