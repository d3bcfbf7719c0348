using System.Buffers.Text;
using System.IO.Hashing;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fleet.Gateway.Reading;

/// <summary>
/// Gives each answer to a read a strong entity tag, and answers 304 when the reader has it already. The tag is that of the bytes of the body:
/// what a caller may see, the page and the moment are in it, and nothing needs to say when they change. Streams have none.
/// </summary>
internal sealed class EntityTags(WrittenRegistries json) : IEndpointFilter
{
    /// <summary>Tells the tag of an answer from that of an object in a cluster.</summary>
    public const string Prefix = "body-";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) || ValueOf(result) is not { } value) return result;

        var headers = http.Response.Headers;
        var body = json.Write(value);
        if (headers.ETag.Count == 0) headers.ETag = $"\"{Prefix}{Base64Url.EncodeToString(XxHash128.Hash(body))}\"";
        // A shared cache must not hand one caller's view of the fleet to another, and no cache may answer without asking.
        if (headers.CacheControl.Count == 0) headers.CacheControl = "private, no-cache";
        return IsKnown(http.Request, headers.ETag.ToString()) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }

    private static object? ValueOf(object? result)
    {
        while (result is INestedHttpResult nested) result = nested.Result;
        return result is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } and IValueHttpResult { Value: { } value } ? value : null;
    }

    private static bool IsKnown(HttpRequest request, string tag) => EntityTagHeaderValue.TryParse(tag, out var current)
        && request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
}
