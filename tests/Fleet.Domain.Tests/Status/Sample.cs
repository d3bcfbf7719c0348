using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Domain.Tests.Status;

/// <summary>A registry <c>skynet</c> whose objects are all healthy, to break one at a time.</summary>
internal static class Sample
{
    public static readonly RegistryIdentity Registry = new("quay", "skynet", "uid-1");
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly ObservedOwner Owner = new("quay.redhat.com/v1", "QuayRegistry", "skynet", "uid-1");
    public static readonly BundleFacts NoCertificates = new(Named: true, Exists: true, HasCertificate: false, HasKey: false);

    public static ObservedObject Object(ResourceKind kind, string suffix, ObservedFacts? facts = null, ObservedOwner? owner = null) => new(
        new ObjectKey(kind, Registry.Namespace, Registry.NameOf(suffix)), $"uid-{suffix}", "1", 1, null, Deleting: false,
        [owner ?? Owner], Registry.Name, null, facts);

    public static ObservedObject Deployment(string suffix, int available = 1, string? status = "True", string message = "") =>
        Object(ResourceKind.Deployment, suffix, new DeploymentFacts(
            1, 1, available, available, status is null ? null : new DeploymentCondition(status, message), []));

    public static ObservedObject Job(int active = 0, int succeeded = 0, int failed = 0, string? message = null) =>
        Object(ResourceKind.Job, "quay-app-upgrade", new JobFacts(active, succeeded, failed, message));

    public static ObservedObject Route(string suffix, params ReadOnlySpan<bool> admitted)
    {
        var ingress = ImmutableArray.CreateBuilder<RouteIngress>();
        foreach (var one in admitted) ingress.Add(new RouteIngress("h", "default", "router", one));
        return Object(ResourceKind.Route, suffix, new RouteFacts("h", ingress.ToImmutable()));
    }

    public static ImmutableArray<ObservedObject> Healthy { get; } =
    [
        Deployment("quay-app"), Deployment("quay-config-editor"), Deployment("quay-database"), Deployment("quay-redis"),
        Deployment("clair-app"), Deployment("clair-postgres"), Deployment("quay-mirror"), Job(succeeded: 1),
        Object(ResourceKind.HorizontalPodAutoscaler, "quay-app"), Object(ResourceKind.HorizontalPodAutoscaler, "clair-app"),
        Object(ResourceKind.HorizontalPodAutoscaler, "quay-mirror"), Route("quay", true), Route("quay-builder", true),
        Object(ResourceKind.ObjectBucketClaim, "quay-datastore", new BucketClaimFacts("Bound")),
        Object(ResourceKind.ServiceMonitor, "quay-metrics-monitor"), Object(ResourceKind.PrometheusRule, "quay-prometheus-rules"),
    ];

    public static ReadinessInput Input(int minor = 7) => new(
        Registry, [.. ComponentKinds.All], [], new ObservedObjects(Healthy, []), NoCertificates, ReadinessRules.ForMinor(minor));

    public static ReadinessInput Without(this ReadinessInput input, ResourceKind kind, string suffix) => input with
    {
        Objects = input.Objects with
        {
            Items = input.Objects.Items.RemoveAll(item => item.Key == new ObjectKey(kind, Registry.Namespace, Registry.NameOf(suffix))),
        },
    };

    public static ReadinessInput With(this ReadinessInput input, ObservedObject observed) => input with
    {
        Objects = input.Objects with { Items = input.Objects.Items.RemoveAll(item => item.Key == observed.Key).Add(observed) },
    };

    public static ReadinessInput Unmanaged(this ReadinessInput input, ComponentKind kind) =>
        input with { Managed = input.Managed.Remove(kind) };

    public static ReadinessInput ToZero(this ReadinessInput input, ComponentKind kind) =>
        input with { ScaledToZero = input.ScaledToZero.Add(kind) };

    public static ImmutableArray<ComponentVerdict> Verdicts(this ReadinessInput input) =>
        [.. ComponentKinds.All.Select(kind => ComponentReadiness.Judge(kind, input))];

    public static ImmutableArray<ComponentVerdict> AllReady { get; } =
        [.. ComponentKinds.All.Select(kind => ComponentVerdict.Ready(kind, $"{kind} ready"))];

    public static ImmutableArray<ComponentVerdict> Failing(params ComponentKind[] kinds) =>
        [.. AllReady.Select(verdict => kinds.Contains(verdict.Kind) ? ComponentVerdict.NotReady(verdict.Kind, "broken") : verdict)];
}
