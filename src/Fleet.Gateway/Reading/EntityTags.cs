using System.Buffers.Text;
using System.IO.Hashing;
using Microsoft.AspNetCore.Http;
using Microsoft.IO;
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
        var body = json.Lend(value);
        if (headers.ETag.Count == 0) headers.ETag = TagOf(body);
        // A shared cache must not hand one caller's view of the fleet to another, and no cache may answer without asking.
        if (headers.CacheControl.Count == 0) headers.CacheControl = "private, no-cache";
        body.Position = 0;
        if (!IsKnown(http.Request, headers.ETag.ToString())) return TypedResults.Stream(body, "application/json; charset=utf-8");
        await body.DisposeAsync();
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    private static string TagOf(RecyclableMemoryStream body)
    {
        var written = body.GetReadOnlySequence();
        if (written.IsSingleSegment) return TagOf(XxHash128.Hash(written.FirstSpan));
        var hash = new XxHash128();
        foreach (var part in written) hash.Append(part.Span);
        return TagOf(hash.GetCurrentHash());
    }

    private static string TagOf(byte[] hash) => $"\"{Prefix}{Base64Url.EncodeToString(hash)}\"";

    private static object? ValueOf(object? result)
    {
        while (result is INestedHttpResult nested) result = nested.Result;
        return result is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } and IValueHttpResult { Value: { } value } ? value : null;
    }

    private static bool IsKnown(HttpRequest request, string tag) => EntityTagHeaderValue.TryParse(tag, out var current)
        && request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
}
