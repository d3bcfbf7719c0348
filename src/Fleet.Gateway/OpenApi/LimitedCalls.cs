using Microsoft.OpenApi;

namespace Fleet.Gateway.OpenApi;

/// <summary>Declares what every call may be answered by whoever makes too many.</summary>
internal static class LimitedCalls
{
    public static void Declare(OpenApiOperation operation)
    {
        if (operation.Responses is not { } responses) return;
        responses.TryAdd("429", new OpenApiResponse
        {
            Description = "Too Many Requests",
            Content = responses["401"].Content as IDictionary<string, OpenApiMediaType>,
            Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
            },
        });
    }
}
