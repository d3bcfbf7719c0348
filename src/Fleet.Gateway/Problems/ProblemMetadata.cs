using Fleet.Api.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Fleet.Gateway.Problems;

/// <summary>Declares an endpoint's problems for the OpenAPI document.</summary>
internal static class ProblemMetadata
{
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) endpoint.Produces<Problem>(status, ProblemResults.ContentType);
        return endpoint;
    }
}
