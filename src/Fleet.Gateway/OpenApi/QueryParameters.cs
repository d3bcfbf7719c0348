using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Fleet.Gateway.OpenApi;

/// <summary>Declares query parameters that are read by hand, so that every fault can be told at once.</summary>
internal static class QueryParameters
{
    /// <summary>The parameter by which a write is only tried.</summary>
    public const string DryRun = "dryRun";

    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, params (string Name, string Type, string Description)[] parameters)
    {
        if (parameters.Any(parameter => parameter.Name == DryRun)) endpoint.WithMetadata(new CanBeTried());
        return endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var (name, type, description) in parameters)
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = description,
                    Schema = new OpenApiSchema
                    {
                        Type = type switch
                        {
                            "integer" => JsonSchemaType.Integer,
                            "boolean" => JsonSchemaType.Boolean,
                            _ => JsonSchemaType.String,
                        },
                    },
                });
            return Task.CompletedTask;
        });
    }
}

/// <summary>The endpoint knows <see cref="QueryParameters.DryRun"/>: it means nothing to any other.</summary>
internal sealed record CanBeTried;
