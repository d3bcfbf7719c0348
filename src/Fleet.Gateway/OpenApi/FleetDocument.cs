using Fleet.Gateway.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Fleet.Gateway.OpenApi;

/// <summary>The OpenAPI document. It is checked in as <c>docs/openapi.json</c>: a change to the API shows in review.</summary>
internal static class FleetDocument
{
    public static void AddFleetDocument(this IServiceCollection services) =>
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Quay Fleet",
                Version = "v1",
                Description = "Every Quay registry of a fleet of clusters. Errors are problems (RFC 9457); lists are paged by `limit` and `continue`.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };
            // Where it is served from says nothing about the API, and would differ with each start.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[BearerTokenHandler.SchemeName] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token in the server's `admin.token`, an API token, or a token of the OpenID provider the server trusts.",
            };
            var bearer = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerTokenHandler.SchemeName, document)] = [] };
            foreach (var (path, item) in document.Paths)
                if (path.StartsWith("/api/", StringComparison.Ordinal))
                    foreach (var (method, operation) in item.Operations ?? [])
                    {
                        operation.Security = [bearer];
                        ConditionalReads.Declare(method, operation);
                        RetriableWrites.Declare(method, operation);
                        LimitedCalls.Declare(operation);
                    }
            return Task.CompletedTask;
        }));
}
