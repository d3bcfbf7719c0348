using Fleet.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Fleet.Gateway.Reading;

/// <summary>Refuses to answer before every shard was read once: half a fleet would look like a whole one.</summary>
internal sealed class CompletePicture(FleetView view) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (view.Picture.IsComplete) return await next(context);
        context.HttpContext.Response.Headers.RetryAfter = "1";
        return ProblemResults.Unavailable("The server is still gathering its picture of the fleet: try again in a moment, or see /readyz.");
    }
}
