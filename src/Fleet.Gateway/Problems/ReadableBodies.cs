using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Fleet.Gateway.Problems;

/// <summary>Refuses a body of free shape that is no whole JSON: such an object is read only where it is looked at, so a fault in it would turn up anywhere.</summary>
internal sealed class ReadableBodies : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var body in context.Arguments.OfType<JsonObject>())
            if (!CanBeRead(body))
                return ProblemResults.BadRequest([new Api.V1.FieldError("#", null, "The body is no JSON: a text in it is not UTF-8, or a field is given twice in one object.")]);
        return await next(context);
    }

    private static bool CanBeRead(JsonObject body)
    {
        try
        {
            Read(body);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or JsonException)
        {
            return false;
        }
    }

    private static void Read(JsonNode? node)
    {
        if (node is JsonObject whole)
            foreach (var (_, value) in whole) Read(value);
        else if (node is JsonArray items)
            foreach (var item in items) Read(item);
        else if (node?.GetValueKind() == JsonValueKind.String) node.GetValue<string>();
    }
}
