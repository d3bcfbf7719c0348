using System.Globalization;
using System.Threading.RateLimiting;
using Fleet.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway.Security;

/// <summary>What one caller may ask of one gateway, so that none starves the others.</summary>
/// <param name="RequestsPerSecond">On average; twice as many at once after a pause. 0 for any number.</param>
/// <param name="Watches">Open at a time. 0 for any number.</param>
public sealed record CallerLimits(int RequestsPerSecond, int Watches)
{
    public static CallerLimits Default { get; } = new(500, 200);
}

/// <summary>Marks an endpoint that answers with a stream that does not end.</summary>
internal sealed class EndlessStream;

internal static class CallerLimiting
{
    private static readonly TimeSpan Refill = TimeSpan.FromMilliseconds(100);

    /// <summary>Behind the access gate: who calls is known by then, and what was refused costs nobody's share.</summary>
    public static void AddCallerLimits(this IServiceCollection services, CallerLimits limits) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(Requests(limits.RequestsPerSecond), Watches(limits.Watches));
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (rejected, cancellationToken) =>
        {
            var http = rejected.HttpContext;
            var pause = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? Math.Max(1, (int)Math.Ceiling(told.TotalSeconds)) : 5;
            http.Response.Headers.RetryAfter = pause.ToString(CultureInfo.InvariantCulture);
            await (IsWatch(http) && !rejected.Lease.MetadataNames.Contains(MetadataName.RetryAfter.Name) ? TooManyWatches(limits.Watches) : TooManyRequests(limits.RequestsPerSecond, pause)).ExecuteAsync(http);
        };
    });

    private static PartitionedRateLimiter<HttpContext> Requests(int perSecond) => PartitionedRateLimiter.Create<HttpContext, string>(context =>
        perSecond == 0 || Caller.TryOf(context) is not { } caller
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(caller.Name, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 2 * perSecond,
                TokensPerPeriod = Math.Max(1, (int)(perSecond * Refill.TotalSeconds)),
                ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, perSecond * Refill.TotalSeconds) / perSecond),
                QueueLimit = 0,
            }));

    private static PartitionedRateLimiter<HttpContext> Watches(int most) => PartitionedRateLimiter.Create<HttpContext, string>(context =>
        most == 0 || !IsWatch(context) || Caller.TryOf(context) is not { } caller
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetConcurrencyLimiter(caller.Name, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 }));

    private static bool IsWatch(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<EndlessStream>() is not null;

    private static JsonHttpResult<Api.V1.Problem> TooManyWatches(int most) => ProblemResults.Of(
        StatusCodes.Status429TooManyRequests, "too-many-watches", "Too many watches are open",
        $"You have {most} watches open on this gateway: close those that nobody reads, or share one. The server's --watches-per-caller sets the limit.");

    private static JsonHttpResult<Api.V1.Problem> TooManyRequests(int perSecond, int pause) => ProblemResults.Of(
        StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests",
        $"You send more than {perSecond} requests a second to this gateway: wait {pause} s, and watch instead of asking again. The server's --requests-per-caller sets the limit.");
}
