using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Rollouts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Fleet.Gateway.Features.Rollouts;

/// <summary>One rollout, live.</summary>
internal static class WatchRollout
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RolloutRoute.Pattern + "/watch", HandleAsync).Requires(Role.Viewer, Reach.Fleet).WithMetadata(new EndlessStream())
            .WithName("watchRollout").WithTags("rollouts").WithSummary("Watch a rollout (Server-Sent Events)")
            .WithDescription(
                "`changed` with the whole rollout, at once and after each change, and `heartbeat` every 10 s. A reader that is slow gets the newest state and not what "
                + "came between, which is in the history. The stream ends when the rollout has ended, or the caller's token does.")
            .Produces<RolloutWatchEvent>(StatusCodes.Status200OK, "text/event-stream")
            .Problems(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<ServerSentEventsResult<RolloutWatchEvent>, JsonHttpResult<Problem>>> HandleAsync(
        string rollout, HttpContext context, IGrainFactory grains, Caller caller, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        if (RolloutRoute.BadName(rollout) is { } bad) return bad;
        var grain = grains.GetGrain<IRolloutGrain>(rollout);
        if (await grain.Describe() is null) return RolloutRoute.NotFound(rollout);
        // Proxies that buffer would hold events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ReadAsync(grain, new StandingCaller(caller, time), time, lifetime.ApplicationStopping));
    }

    private static async IAsyncEnumerable<SseItem<RolloutWatchEvent>> ReadAsync(
        IRolloutGrain grain, StandingCaller caller, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var beat = time.GetTimestamp();
        for (var ended = false; !ended && !ending.IsCancellationRequested;)
        {
            using var looking = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            var states = grain.Watch(looking.Token).GetAsyncEnumerator(looking.Token);
            var next = states.MoveNextAsync().AsTask();
            try
            {
                while (true)
                {
                    await Task.WhenAny(next, Task.Delay(StandingCaller.LookEvery, time, looking.Token));
                    if (ending.IsCancellationRequested || !await caller.IsWelcomeAsync(ending.Token)) yield break;
                    if (!next.IsCompleted)
                    {
                        if (time.GetElapsedTime(beat) < Heartbeat) continue;
                        beat = time.GetTimestamp();
                        yield return new SseItem<RolloutWatchEvent>(new RolloutWatchEvent(null, time.GetUtcNow()), WatchEventTypes.Heartbeat);
                        continue;
                    }
                    // Its silo was lost perhaps: the rollout goes on on another one, and so does the stream.
                    if (!next.IsCompletedSuccessfully || !await next) break;
                    var status = states.Current;
                    yield return new SseItem<RolloutWatchEvent>(new RolloutWatchEvent(status.State.ToWire(status.Blockers, units: true), time.GetUtcNow()), WatchEventTypes.Changed);
                    ended = !status.State.IsUnderWay;
                    if (ended) break;
                    next = states.MoveNextAsync().AsTask();
                }
            }
            finally
            {
                await looking.CancelAsync();
                await EndAsync(states, next);
            }
            if (!ended) await Task.Delay(AfterFailure, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task EndAsync(IAsyncEnumerator<RolloutStatus> states, Task<bool> next)
    {
        try
        {
            await next;
            await states.DisposeAsync();
        }
#pragma warning disable CA1031 // cancelled, or what it told of is gone: nobody waits for it any more
        catch (Exception)
        {
            return;
        }
#pragma warning restore CA1031
    }
}
