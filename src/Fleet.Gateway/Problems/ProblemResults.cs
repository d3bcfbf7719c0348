using System.Collections.Immutable;
using Fleet.Api.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Problems;

/// <summary>Every error the API answers (RFC 9457). The types are stable; titles and details are for people.</summary>
internal static class ProblemResults
{
    public const string ContentType = "application/problem+json";
    private const string TypePrefix = "urn:quay-fleet:problem:";

    public static JsonHttpResult<Problem> Of(int status, string slug, string title, string detail, ImmutableArray<FieldError> errors = default) =>
        TypedResults.Json(
            new Problem(TypePrefix + slug, title, status, detail, errors.IsDefaultOrEmpty ? null : errors), contentType: ContentType, statusCode: status);

    /// <summary>Path or query cannot be read.</summary>
    public static JsonHttpResult<Problem> BadRequest(ImmutableArray<FieldError> errors) =>
        Of(StatusCodes.Status400BadRequest, "bad-request", "The request cannot be read", Summary(errors), errors);

    /// <summary>The body can be read, and says something that cannot be done.</summary>
    public static JsonHttpResult<Problem> Invalid(ImmutableArray<FieldError> errors) =>
        Of(StatusCodes.Status422UnprocessableEntity, "invalid", "The input is not valid", Summary(errors), errors);

    public static JsonHttpResult<Problem> NotFound(string kind, object key, string remedy) =>
        Of(StatusCodes.Status404NotFound, $"{kind}-not-found", $"There is no such {kind}", $"There is no {kind} '{key}': {remedy}");

    public static JsonHttpResult<Problem> ClusterNotFound(object name) => NotFound("cluster", name, "GET /api/v1/clusters (`quayfleet get clusters`) lists those that are registered.");

    public static JsonHttpResult<Problem> RegistryNotFound(object key) => NotFound("registry", key, "GET /api/v1/registries (`quayfleet get registries`) lists those that are known.");

    /// <param name="reason">What is needed and what the caller has, as a part of a sentence.</param>
    public static JsonHttpResult<Problem> Forbidden(string reason) => Of(
        StatusCodes.Status403Forbidden, "forbidden", "You may not do this", $"You may not do this: {reason}. Ask an administrator of the fleet for the role.");

    public static JsonHttpResult<Problem> Conflict(string slug, string title, string detail) => Of(StatusCodes.Status409Conflict, slug, title, detail);

    public static JsonHttpResult<Problem> Unavailable(string detail) =>
        Of(StatusCodes.Status503ServiceUnavailable, "unavailable", "The answer cannot be given now", detail);

    private static string Summary(ImmutableArray<FieldError> errors) =>
        string.Join(' ', errors.Select(error => error.Message));
}
