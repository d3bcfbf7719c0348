using System.Collections.Immutable;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Catalogs;

/// <summary>Takes a catalog into the fleet's.</summary>
internal static class ImportCatalogEndpoint
{
    /// <summary>The most text a catalog may have, twice: inside JSON its quotes and line ends are escaped.</summary>
    public const int LargestBody = 64 << 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/catalogs/{name}", HandleAsync).Requires(Role.Admin, Reach.Fleet)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody))
            .WithName("importCatalog").WithTags("releases").WithSummary("Import a catalog")
            .WithDescription("One imported before under the same name is replaced. Nothing is stored when anything is refused; every fault names its line.")
            .TakesQuery(("dryRun", "boolean", "true to be told what would change, and change nothing."))
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CatalogChange>, JsonHttpResult<Problem>>> HandleAsync(
        string name, ImportCatalog body, HttpRequest request, IGrainFactory grains)
    {
        var query = new QueryReader(request.Query);
        var dryRun = query.Flag("dryRun") ?? false;
        ImmutableArray<FieldError> faults = [.. NameFaults(name), .. query.Faults];
        if (!faults.IsEmpty) return ProblemResults.BadRequest(faults);
        if (string.IsNullOrEmpty(body.Content))
            return ProblemResults.Invalid([new FieldError("#/content", null, "content is missing: send what opm render prints, or a ReleaseCatalog.")]);

        var text = new CatalogText(name, body.Content, string.IsNullOrWhiteSpace(body.File) ? name : body.File, body.Package);
        var catalog = grains.GetCatalog();
        return await (dryRun ? catalog.Diff(text) : catalog.Import(text)) switch
        {
            ImportOutcome.Imported imported => TypedResults.Ok(imported.ToWire(name, dryRun)),
            ImportOutcome.Refused refused => ProblemResults.Invalid(
                [.. refused.Problems.Select(problem => new FieldError("#/content", null, problem.Message, problem.Line))]),
            _ => throw new InvalidOperationException("A catalog is either imported or refused."),
        };
    }

    private static IEnumerable<FieldError> NameFaults(string name)
    {
        if (!DnsNames.IsLabel(name))
            yield return new FieldError(
                null, "name", $"'{name}' is no name of a catalog: use 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit.");
    }
}
