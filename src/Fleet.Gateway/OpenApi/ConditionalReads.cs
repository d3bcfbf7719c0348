using Microsoft.OpenApi;

namespace Fleet.Gateway.OpenApi;

/// <summary>Declares what every read that answers JSON takes and gives: entity tags.</summary>
internal static class ConditionalReads
{
    public static void Declare(HttpMethod method, OpenApiOperation operation)
    {
        const string ok = "200";
        const string notModified = "304";
        if (method != HttpMethod.Get || operation.Responses?.GetValueOrDefault(ok) is not OpenApiResponse { Content: { } content } response || !content.ContainsKey("application/json")) return;
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "If-None-Match",
            In = ParameterLocation.Header,
            Description = "The `ETag` of an answer that is kept: 304 without a body while it is still the answer.",
            Schema = text,
        });
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers["ETag"] = new OpenApiHeader { Description = "Of exactly this answer.", Schema = text };
        operation.Responses.TryAdd(notModified, new OpenApiResponse { Description = "Not Modified" });
    }
}
