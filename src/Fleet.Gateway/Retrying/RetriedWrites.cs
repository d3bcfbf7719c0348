using System.Security.Cryptography;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Retrying;

/// <summary>
/// Carries a write with an <c>Idempotency-Key</c> out once: whoever lost the answer asks again with the same key, and is given it. Only what was
/// carried out is remembered; what was refused or failed may be tried again under the same key.
/// </summary>
internal sealed partial class RetriedWrites(RequestDelegate next, IRequestKeyStore store, RequestSeal seal, TimeProvider time, ILogger<RetriedWrites> logger)
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotency-Replayed";
    public const int LongestKey = 200;

    /// <summary>Keys of one caller that are remembered.</summary>
    public const int MostPerCaller = 1000;

    /// <summary>Longer answers are not kept, only that they were given.</summary>
    public const int LargestAnswer = 256 << 10;

    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>Longer than any request takes: one that has not ended by then was on a gateway that is gone.</summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        if (given.Count == 0 || !IsWrite(context))
        {
            await next(context);
            return;
        }
        if (given is not [{ Length: > 0 and <= LongestKey } key] || !key.All(c => c is > ' ' and < '\x7f'))
        {
            await ProblemResults.BadRequest([new Api.V1.FieldError(null, Header, $"{Header} will not do: send one of 1 to {LongestKey} visible ASCII characters, such as a random UUID.")]).ExecuteAsync(context);
            return;
        }
        var body = await BufferAsync(context.Request, context.RequestAborted);
        var request = context.Request;
        var fingerprint = seal.Of([request.Method, request.Path.ToString(), request.QueryString.ToString(), request.Headers.IfMatch.ToString()], body.Span);
        var claim = new RequestClaim(Caller.Of(context).Name, key, fingerprint, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), time.GetUtcNow());
        if (await ClaimAsync(claim, context.RequestAborted) is { } known) await AnswerAsync(context, known);
        else await CarryOutAsync(context, claim);
    }

    private static bool IsWrite(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<AccessNeed>() is not null;

    // In memory, since it may hold a kubeconfig; endpoints limit its size.
    private static async Task<ReadOnlyMemory<byte>> BufferAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        request.Body = body;
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>Null when the request is ours to carry out.</summary>
    private async Task<IResult?> ClaimAsync(RequestClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            var limits = new RequestKeyLimits(claim.At - LongestRequest, claim.At - Memory, MostPerCaller);
            return await store.ClaimAsync(claim, limits, cancellationToken) is { } known ? Decide(claim, known) : null;
        }
#pragma warning disable CA1031 // told to the caller as 503: nothing was done yet
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotClaimed(e);
            return ProblemResults.Unavailable($"Whether this {Header} was used before cannot be told now, so nothing was done: see /readyz, and try again.");
        }
#pragma warning restore CA1031
    }

    private static IResult Decide(RequestClaim claim, KnownRequest known) => known switch
    {
        _ when !CryptographicOperations.FixedTimeEquals(known.Fingerprint, claim.Fingerprint) => ProblemResults.Of(
            StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "The key belongs to another request",
            $"This {Header} was sent with another request: send a new key with each write, and the old one only with exactly what was sent before."),
        { Answer: null } => ProblemResults.Conflict(
            "request-in-flight", "The request is being carried out", $"A request with this {Header} is under way: wait a moment and send it again, which will give you its answer."),
        { Answer.Body: null } => ProblemResults.Conflict(
            "answer-not-kept", "It was carried out before", "This was carried out, and its answer is not kept, since it held a secret or was too long: read what it led to. A token that nobody noted is revoked, and another one created."),
        { Answer: var answer } => new Replay(answer),
    };

    private static async Task AnswerAsync(HttpContext context, IResult known)
    {
        if (known is JsonHttpResult<Api.V1.Problem> { Value.Type: var type } && type.EndsWith(":request-in-flight", StringComparison.Ordinal)) context.Response.Headers.RetryAfter = "1";
        await known.ExecuteAsync(context);
    }

    private async Task CarryOutAsync(HttpContext context, RequestClaim claim)
    {
        // Whoever goes away comes back for the answer, so it has to be brought about.
        context.RequestAborted = CancellationToken.None;
        var (response, wire) = (context.Response, context.Response.Body);
        using var body = new MemoryStream();
        response.Body = body;
        var isDone = false;
        try
        {
            await next(context);
            isDone = response.StatusCode is >= 200 and <= 299;
        }
        finally
        {
            response.Body = wire;
            await EndAsync(claim, isDone ? AnswerOf(response, body) : null);
        }
        body.Position = 0;
        await body.CopyToAsync(wire);
    }

    private static KeptAnswer AnswerOf(HttpResponse response, MemoryStream body)
    {
        // What no cache may keep is a secret, and is not kept here either.
        var isKept = body.Length <= LargestAnswer && !response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.Ordinal);
        return new KeptAnswer(response.StatusCode, response.ContentType, Text(response.Headers.Location), Text(response.Headers.ETag), isKept ? body.ToArray() : null);
    }

    private static string? Text(Microsoft.Extensions.Primitives.StringValues header) => header.ToString() is { Length: > 0 } text ? text : null;

    private async Task EndAsync(RequestClaim claim, KeptAnswer? answer)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await (answer is null ? store.ReleaseAsync(claim, patience.Token) : store.CompleteAsync(claim, answer, patience.Token)).WaitAsync(patience.Token);
        }
#pragma warning disable CA1031 // the answer stands: only a retry within LongestRequest is told that it is under way, and a later one is carried out
        catch (Exception e)
        {
            LogNotEnded(e);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Idempotency keys cannot be looked up; writes with one are refused")]
    private partial void LogNotClaimed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How a write with an idempotency key ended could not be noted; a retry will not be given its answer")]
    private partial void LogNotEnded(Exception exception);

    private sealed class Replay(KeptAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = answer.Status;
            response.ContentType = answer.ContentType;
            response.Headers[Replayed] = "true";
            if (answer.Location is { } location) response.Headers.Location = location;
            if (answer.ETag is { } tag) response.Headers.ETag = tag;
            await response.Body.WriteAsync(answer.Body, httpContext.RequestAborted);
        }
    }
}
