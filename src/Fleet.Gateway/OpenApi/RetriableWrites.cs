using Fleet.Gateway.Retrying;
using Microsoft.OpenApi;

namespace Fleet.Gateway.OpenApi;

/// <summary>Declares what every write takes: a key that makes it safe to repeat.</summary>
internal static class RetriableWrites
{
    public static void Declare(HttpMethod method, OpenApiOperation operation)
    {
        if (method == HttpMethod.Get || operation.Responses is not { } responses) return;
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = RetriedWrites.Header,
            In = ParameterLocation.Header,
            Description =
                $"Up to {RetriedWrites.LongestKey} visible ASCII characters of your choice, new for each write. The same request with the same key within {RetriedWrites.Memory.TotalHours} hours "
                + $"is not carried out again: it is given the answer of the first, with `{RetriedWrites.Replayed}: true`. 409 (with `Retry-After`) while that one is under way, "
                + "422 for another request under the same key. What was refused or failed is not remembered.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = RetriedWrites.LongestKey },
        });
        // Every write declares 401, with the shape of all problems.
        var problem = responses["401"];
        responses.TryAdd("400", new OpenApiResponse { Description = "Bad Request", Content = problem.Content as IDictionary<string, OpenApiMediaType> });
        responses.TryAdd("409", new OpenApiResponse { Description = "Conflict", Content = problem.Content as IDictionary<string, OpenApiMediaType> });
        responses.TryAdd("422", new OpenApiResponse { Description = "Unprocessable Entity", Content = problem.Content as IDictionary<string, OpenApiMediaType> });
    }
}
