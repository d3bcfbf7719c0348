using Fleet.Api.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Problems;

/// <summary>Problems for the statuses that the web server itself answers without a body.</summary>
internal static class StatusProblems
{
    public static JsonHttpResult<Problem> Of(HttpContext context)
    {
        var (request, status) = (context.Request, context.Response.StatusCode);
        return status switch
        {
            StatusCodes.Status401Unauthorized => ProblemResults.Of(
                status, "unauthenticated", "Who are you?", "Send `Authorization: Bearer TOKEN` with a token that is valid: of `quayfleet token create`, of your identity provider, or the server's admin.token."),
            StatusCodes.Status403Forbidden => ProblemResults.Forbidden("it needs a role you do not have"),
            StatusCodes.Status404NotFound => ProblemResults.Of(
                status, "no-such-resource", "There is nothing here", $"Nothing is served at '{request.Path}': /openapi/v1.json lists what is."),
            StatusCodes.Status405MethodNotAllowed => ProblemResults.Of(
                status, "method-not-allowed", "That cannot be done here", $"'{request.Path}' does not take {request.Method}: use {context.Response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => ProblemResults.Of(
                status, "unsupported-media-type", "The body's type is not understood", $"'{request.ContentType}' is not understood: send application/json."),
            _ => ProblemResults.Of(status, "http-" + status, "The request failed", "The server could not do this."),
        };
    }
}
