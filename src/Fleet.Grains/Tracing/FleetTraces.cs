using System.Diagnostics;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Grains.Registries;

namespace Fleet.Grains.Tracing;

/// <summary>Why a pass was started, and what was going on then.</summary>
/// <param name="Reason"><c>first</c>, <c>changed</c>, <c>retry</c> or <c>repair</c>.</param>
/// <param name="During">What the grain was called for when it started the pass.</param>
internal sealed record PassCause(string Reason, long Generation, ActivityContext During);

/// <summary>The activity source <c>Fleet.Grains</c>.</summary>
internal static class FleetTraces
{
    private static readonly ActivitySource Source = new("Fleet.Grains");

    /// <summary>
    /// For work that goes on beside a grain: what happens in it belongs to no trace of who started it, which would otherwise never end.
    /// To be called by the asynchronous method that is the work; its callers keep their own.
    /// </summary>
    public static void Detach() => Activity.Current = null;

    /// <summary>The root of a trace: one for each pass, with a link to what caused it.</summary>
    public static Activity? StartPass(RegistryKey registry, long epoch, PassCause cause)
    {
        Detach();
        return Source.StartActivity(
            ActivityKind.Internal,
            parentContext: default,
            tags: [new("cluster", registry.Cluster.ToString()), new("registry", registry.ToString()), new("epoch", epoch), new("reason", cause.Reason), new("generation", cause.Generation)],
            links: cause.During == default ? null : [new ActivityLink(cause.During)],
            name: "pass");
    }

    public static void EndPass(Activity? span, PassFinished finished)
    {
        if (span is null) return;
        span.SetTag("conclusion", finished.Conclusion?.GetType().Name ?? "None");
        if (finished.Problem is { } problem) span.SetStatus(ActivityStatusCode.Error, problem);
    }

    public static Activity? StartApply(string component, ReleasedStep step) => Source.StartActivity(
        ActivityKind.Internal, tags: [new("component", component), new("epoch", step.Epoch), new("step", step.Step), new("objects", step.Objects.Length)], name: "apply");

    /// <summary>The root of a trace: connecting to a cluster, discovering what it serves, claiming it.</summary>
    public static Activity? StartConnect(ClusterName cluster) => Source.StartActivity(ActivityKind.Internal, tags: [new("cluster", cluster.ToString())], name: "connect");

    /// <summary>The root of a trace: a status and what is told about it.</summary>
    public static Activity? StartStatus(RegistryKey registry) =>
        Source.StartActivity(ActivityKind.Internal, tags: [new("cluster", registry.Cluster.ToString()), new("registry", registry.ToString())], name: "status");
}
