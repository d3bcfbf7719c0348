using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Security.Tokens;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace Fleet.Gateway.Problems;

/// <summary>Turns what a handler threw into a problem. Nothing of an unexpected exception's text leaves the server: it may quote a secret.</summary>
internal sealed class ExceptionProblems : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.Response.HasStarted) return false;
        await Of(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>What a request is answered whose handler threw this.</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        AuditUnavailableException or TokensUnavailableException or TimeoutException or OrleansException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static JsonHttpResult<Problem> Of(HttpContext context, Exception exception) => exception switch
    {
        AuditUnavailableException or TokensUnavailableException => ProblemResults.Unavailable(exception.Message),
        BadHttpRequestException { InnerException: JsonException json } => ProblemResults.BadRequest([JsonFault(json)]),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ProblemResults.Of(
            StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large", TooLarge(context)),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ProblemResults.Of(
            StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body's type is not understood", "Send application/json."),
        BadHttpRequestException bad => ProblemResults.Of(bad.StatusCode, "bad-request", "The request cannot be read", "Send a JSON body as /openapi/v1.json describes it."),
        TimeoutException or OrleansException => ProblemResults.Unavailable("The part of the fleet that knows did not answer in time: try again."),
        _ => ProblemResults.Of(
            StatusCodes.Status500InternalServerError,
            "internal",
            "The server failed",
            $"The server's log tells more; look for {context.TraceIdentifier}."),
    };

    private static string TooLarge(HttpContext context)
    {
        var most = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
        return most is { } bytes ? $"Send at most {bytes >> 20} MiB." : "Send less.";
    }

    // System.Text.Json's messages quote no values, only types and places; the path is what helps.
    private static FieldError JsonFault(JsonException fault)
    {
        var pointer = "#" + (fault.Path ?? "$").TrimStart('$').Replace('.', '/');
        return new FieldError(pointer, null, $"{pointer} is not of the right type, not known, or the body is no JSON: see /openapi/v1.json.");
    }
}
