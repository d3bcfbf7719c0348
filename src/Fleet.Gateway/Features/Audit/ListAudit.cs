using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Audit;

/// <summary>The audit: newest first in pages of JSON, or all of it, oldest first, as JSON lines that can be verified.</summary>
internal static class ListAudit
{
    private const string Lines = "application/x-ndjson";
    private const int ExportPage = 1000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/audit", HandleAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("listAudit").WithTags("access").WithSummary("List the audit, newest first")
            .WithDescription(
                "With `Accept: application/x-ndjson` all matching lines, oldest first, to the letter as they were written: `quayfleet audit verify` "
                + "reads them. Filters leave lines out, which verifying then reports.")
            .TakesQuery(
                ("actor", "string", "Only what this one did, for example admin, token/ci or oidc/jane."),
                ("action", "string", "Only this operation, named as in this document."),
                ("resource", "string", "Only this REF and what is below it: registry/prod-1 for all of its registries."),
                ("since", "string", "From this moment on (RFC 3339)."),
                ("until", "string", "Before this moment (RFC 3339)."),
                ("limit", "integer", "Most items on a page, 1 to 1000; 500 by default. Not for JSON lines."),
                ("continue", "string", "The `continue` of the page before."))
            .Produces<ItemList<AuditLine>>()
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static async Task<IResult> HandleAsync(HttpContext context, IAuditStore store, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var asked = new AuditQuery(
            query.Text("actor"), query.Text("action"), query.Text("resource"), query.Moment("since"), query.Moment("until"), After(query), NewestFirst: true,
            query.Whole("limit", 500, 1, 1000));
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);
        if (context.Request.Headers.Accept.ToString().Contains(Lines, StringComparison.OrdinalIgnoreCase))
        {
            await ExportAsync(context.Response, store, asked with { NewestFirst = false, Limit = ExportPage }, cancellationToken);
            return TypedResults.Empty;
        }
        var rows = await store.ReadAsync(asked with { Limit = asked.Limit + 1 }, cancellationToken);
        var total = await store.CountAsync(asked with { After = null }, cancellationToken);
        var page = rows.Take(asked.Limit).ToList();
        return TypedResults.Ok(new ItemList<AuditLine>(
            [.. page.Select(row => JsonSerializer.Deserialize<AuditLine>(row.Line, Json)!)], rows.Count > page.Count ? Token(page[^1].Place) : null, total));
    }

    private static async Task ExportAsync(HttpResponse response, IAuditStore store, AuditQuery query, CancellationToken cancellationToken)
    {
        response.ContentType = Lines;
        while (true)
        {
            var rows = await store.ReadAsync(query, cancellationToken);
            foreach (var row in rows) await response.WriteAsync(row.Line + "\n", cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            if (rows.Count < query.Limit) return;
            query = query with { After = rows[^1].Place };
        }
    }

    private static string Token(AuditPlace place) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{place.At.UtcTicks.ToString(CultureInfo.InvariantCulture)} {place.Sequence.ToString(CultureInfo.InvariantCulture)} {place.Chain}"));

    private static AuditPlace? After(QueryReader query)
    {
        if (query.Text("continue") is not { } token) return null;
        if (Base64Url.IsValid(token)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ', 3) is [var ticks, var sequence, var chain]
            && long.TryParse(ticks, CultureInfo.InvariantCulture, out var at) && at >= 0 && at <= DateTimeOffset.MaxValue.UtcTicks
            && long.TryParse(sequence, CultureInfo.InvariantCulture, out var number))
            return new AuditPlace(new DateTimeOffset(at, TimeSpan.Zero), chain, number);
        query.Fault("continue", $"'{token}' is no continue token: pass the one of the page before unchanged, or none to start over.");
        return null;
    }
}
