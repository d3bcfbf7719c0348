using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class ComponentReadinessTests
{
    [Theory]
    [InlineData(ComponentKind.HorizontalPodAutoscaler, "Horizontal pod autoscaler found")]
    [InlineData(ComponentKind.Route, "Route admitted")]
    [InlineData(ComponentKind.Monitoring, "ServiceMonitor and PrometheusRules created")]
    [InlineData(ComponentKind.Postgres, "Deployment skynet-quay-database healthy")]
    [InlineData(ComponentKind.ObjectStorage, "Object bucket claim bound")]
    [InlineData(ComponentKind.Clair, "Clair component healthy")]
    [InlineData(ComponentKind.ClairPostgres, "ClairPostgres component healthy")]
    [InlineData(ComponentKind.Tls, "Using cluster wildcard certs")]
    [InlineData(ComponentKind.Redis, "Deployment skynet-quay-redis healthy")]
    [InlineData(ComponentKind.Quay, "Quay component healthy")]
    [InlineData(ComponentKind.Mirror, "Deployment skynet-quay-mirror healthy")]
    public void A_healthy_component_is_ready(ComponentKind kind, string message) =>
        Assert.Equal(ComponentVerdict.Ready(kind, message), ComponentReadiness.Judge(kind, Sample.Input()));

    [Theory]
    [InlineData(ComponentKind.HorizontalPodAutoscaler, "Horizontal pod autoscaler not managed by the operator")]
    [InlineData(ComponentKind.Route, "Route is not managed by the operator")]
    [InlineData(ComponentKind.Monitoring, "Monitoring not managed by the operator")]
    [InlineData(ComponentKind.Postgres, "Postgres not managed by the operator")]
    [InlineData(ComponentKind.ObjectStorage, "Object storage not managed by the operator")]
    [InlineData(ComponentKind.Clair, "Clair not managed by the operator")]
    [InlineData(ComponentKind.ClairPostgres, "ClairPostgres not managed by the operator")]
    [InlineData(ComponentKind.Redis, "Redis not managed by the operator")]
    [InlineData(ComponentKind.Mirror, "Mirror not managed by the operator")]
    public void An_unmanaged_component_is_not_looked_at(ComponentKind kind, string message) =>
        Assert.Equal(
            ComponentVerdict.NotManaged(kind, message),
            ComponentReadiness.Judge(kind, Sample.Input().Unmanaged(kind) with { Objects = ObservedObjects.None }));

    [Theory]
    [InlineData(ComponentKind.HorizontalPodAutoscaler, "Horizontal pod autoscaler not found")]
    [InlineData(ComponentKind.Route, "Route not found")]
    [InlineData(ComponentKind.Monitoring, "PrometheusRule skynet-quay-prometheus-rules not found")]
    [InlineData(ComponentKind.Postgres, "Postgres deployment not found")]
    [InlineData(ComponentKind.ObjectStorage, "Unable to locate object bucket claim")]
    [InlineData(ComponentKind.Clair, "Deployment skynet-clair-app not found")]
    [InlineData(ComponentKind.ClairPostgres, "Deployment skynet-clair-postgres not found")]
    [InlineData(ComponentKind.Redis, "Redis deployment not found")]
    [InlineData(ComponentKind.Quay, "Job skynet-quay-app-upgrade not found")]
    [InlineData(ComponentKind.Mirror, "Mirror deployment not found")]
    public void A_managed_component_without_objects_is_not_ready(ComponentKind kind, string message) =>
        Assert.Equal(
            ComponentVerdict.NotReady(kind, message),
            ComponentReadiness.Judge(kind, Sample.Input() with { Objects = ObservedObjects.None }));

    public static TheoryData<ComponentKind, string> Foreign => new()
    {
        { ComponentKind.HorizontalPodAutoscaler, "Horizontal pod autoscaler not owned by QuayRegistry" },
        { ComponentKind.Route, "Route not found" },
        { ComponentKind.Monitoring, "PrometheusRule skynet-quay-prometheus-rules not owned by QuayRegistry" },
        { ComponentKind.Postgres, "Postgres deployment not owned by QuayRegistry" },
        { ComponentKind.ObjectStorage, "Unable to locate object bucket claim" },
        { ComponentKind.Clair, "Deployment skynet-clair-app not owned by QuayRegistry" },
        { ComponentKind.ClairPostgres, "Deployment skynet-clair-postgres not owned by QuayRegistry" },
        { ComponentKind.Redis, "Redis deployment not owned by QuayRegistry" },
        { ComponentKind.Quay, "Deployment skynet-quay-app not owned by QuayRegistry" },
        { ComponentKind.Mirror, "Mirror deployment not owned by QuayRegistry" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void An_owner_that_differs_in_any_field_does_not_count(ComponentKind kind, string message)
    {
        ObservedOwner[] strangers =
        [
            Sample.Owner with { ApiVersion = "quay.redhat.com/v2" }, Sample.Owner with { Kind = "QuayEcosystem" },
            Sample.Owner with { Name = "skynet2" }, Sample.Owner with { Uid = "uid-2" },
        ];
        foreach (var stranger in strangers)
        {
            var items = Sample.Healthy.Select(item => item with { Owners = [stranger] });
            var verdict = ComponentReadiness.Judge(kind, Sample.Input() with { Objects = new ObservedObjects([.. items], []) });
            Assert.Equal(ComponentVerdict.NotReady(kind, message), verdict);
        }
    }

    [Theory]
    [InlineData(0, "True", "", "Deployment skynet-quay-database has zero replicas available")]
    [InlineData(0, null, "", "Deployment skynet-quay-database has zero replicas available")]
    [InlineData(1, null, "", "Available condition not found for skynet-quay-database")]
    [InlineData(1, "False", "does not have minimum availability.", "Deployment skynet-quay-database: does not have minimum availability.")]
    [InlineData(1, "Unknown", "who knows", "Deployment skynet-quay-database: who knows")]
    public void The_deployment_check_names_its_first_finding(int available, string? status, string text, string message) =>
        Assert.Equal(
            ComponentVerdict.NotReady(ComponentKind.Postgres, message),
            ComponentReadiness.Judge(
                ComponentKind.Postgres, Sample.Input().With(Sample.Deployment("quay-database", available, status, text))));

    [Fact]
    public void Before_3_7_only_the_condition_of_a_deployment_counts() =>
        Assert.True(ComponentReadiness.Judge(ComponentKind.Postgres, Sample.Input(6).With(Sample.Deployment("quay-database", 0))).IsTrue);

    [Theory]
    [InlineData(ComponentKind.Clair, "clair-app", 0, true, "Clair manually scaled down")]
    [InlineData(ComponentKind.Clair, "clair-app", 2, false, "Clair component is being scaled down")]
    [InlineData(ComponentKind.Mirror, "quay-mirror", 0, true, "Mirror manually scaled down")]
    [InlineData(ComponentKind.Mirror, "quay-mirror", 1, false, "Mirror component is being scaled down")]
    [InlineData(ComponentKind.Quay, "quay-app", 0, true, "Quay component healthy")]
    [InlineData(ComponentKind.Quay, "quay-app", 2, false, "Quay component is being scaled down")]
    public void Scaled_to_zero_is_ready_once_nothing_is_available(
        ComponentKind kind, string suffix, int available, bool ready, string message)
    {
        var verdict = ComponentReadiness.Judge(kind, Sample.Input().ToZero(kind).With(Sample.Deployment(suffix, available)));
        Assert.Equal(ready ? ComponentVerdict.Ready(kind, message) : ComponentVerdict.NotReady(kind, message), verdict);
    }

    [Fact]
    public void Quay_scaled_to_zero_still_needs_its_config_editor() =>
        Assert.Equal(
            "Deployment skynet-quay-config-editor has zero replicas available",
            ComponentReadiness.Judge(
                ComponentKind.Quay,
                Sample.Input().ToZero(ComponentKind.Quay).With(Sample.Deployment("quay-app", 0))
                    .With(Sample.Deployment("quay-config-editor", 0))).Message);

    [Theory]
    [InlineData(7, "Job skynet-quay-app-upgrade not finished")]
    [InlineData(8, "Job skynet-quay-app-upgrade not finished")]
    [InlineData(9, "job skynet-quay-app-upgrade not finished")]
    [InlineData(11, "Job skynet-quay-app-upgrade not finished")]
    [InlineData(14, "job skynet-quay-app-upgrade not finished")]
    public void Quay_waits_for_its_migration_job(int minor, string message) =>
        Assert.Equal(message, ComponentReadiness.Judge(ComponentKind.Quay, Sample.Input(minor).With(Sample.Job(active: 1))).Message);

    /// <summary>The Quay Operator calls such a registry unavailable for ever.</summary>
    [Fact]
    public void A_job_that_has_done_its_work_may_be_cleared_away()
    {
        var cleared = Sample.Input().Without(ResourceKind.Job, "quay-app-upgrade");
        Assert.Equal("Job skynet-quay-app-upgrade not found", ComponentReadiness.Judge(ComponentKind.Quay, cleared).Message);
        Assert.True(ComponentReadiness.Judge(ComponentKind.Quay, cleared with { Migrated = true }).IsTrue);
        Assert.False(ComponentReadiness.Judge(ComponentKind.Quay, Sample.Input().With(Sample.Job(active: 1)) with { Migrated = true }).IsTrue);
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void The_config_editor_is_needed_until_3_9(int minor, bool ready) =>
        Assert.Equal(
            ready,
            ComponentReadiness.Judge(ComponentKind.Quay, Sample.Input(minor).Without(ResourceKind.Deployment, "quay-config-editor")).IsTrue);

    [Fact]
    public void In_3_6_quay_is_called_base_and_needs_no_job() =>
        Assert.Equal(
            ComponentVerdict.Ready(ComponentKind.Quay, "Base component healthy"),
            ComponentReadiness.Judge(ComponentKind.Quay, Sample.Input(6).Without(ResourceKind.Job, "quay-app-upgrade")));

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Until_3_5_quay_alone_has_an_autoscaler(int minor, bool ready) =>
        Assert.Equal(
            ready,
            ComponentReadiness.Judge(ComponentKind.HorizontalPodAutoscaler, Sample.Input(minor).Without(ResourceKind.HorizontalPodAutoscaler, "clair-app")).IsTrue);

    [Theory]
    [InlineData(7, false)]
    [InlineData(12, true)]
    public void The_autoscaler_of_an_unmanaged_mirror_is_asked_for_until_3_11(int minor, bool ready) =>
        Assert.Equal(
            ready,
            ComponentReadiness.Judge(
                ComponentKind.HorizontalPodAutoscaler,
                Sample.Input(minor).Unmanaged(ComponentKind.Mirror).Without(ResourceKind.HorizontalPodAutoscaler, "quay-mirror")).IsTrue);

    [Fact]
    public void The_first_owned_route_in_list_order_decides()
    {
        var input = Sample.Input().With(Sample.Route("quay-builder", false));
        Assert.Equal("Route admitted", ComponentReadiness.Judge(ComponentKind.Route, input).Message);
        input = input.With(Sample.Route("quay", true, false));
        Assert.Equal("Route not fully admitted", ComponentReadiness.Judge(ComponentKind.Route, input).Message);
        input = input.With(Sample.Route("quay"));
        Assert.Equal("Route found but no ingress", ComponentReadiness.Judge(ComponentKind.Route, input).Message);
    }

    [Fact]
    public void Monitoring_needs_the_service_monitor_too() =>
        Assert.Equal(
            "ServiceMonitor skynet-quay-metrics-monitor not found",
            ComponentReadiness.Judge(
                ComponentKind.Monitoring, Sample.Input().Without(ResourceKind.ServiceMonitor, "quay-metrics-monitor")).Message);

    [Theory]
    [InlineData(null)]
    [InlineData("Pending")]
    public void A_bucket_claim_has_to_be_bound(string? phase) =>
        Assert.Equal(
            ComponentVerdict.NotReady(ComponentKind.ObjectStorage, "Object bucket claim not bound"),
            ComponentReadiness.Judge(
                ComponentKind.ObjectStorage,
                Sample.Input().With(Sample.Object(ResourceKind.ObjectBucketClaim, "quay-datastore", new BucketClaimFacts(phase)))));

    [Theory]
    [InlineData(true, false, true, true, true, "Config bundle secret not populated", false)]
    [InlineData(true, true, false, false, false, "Config bundle does not exist", false)]
    [InlineData(true, true, true, false, false, "Using cluster wildcard certs", true)]
    [InlineData(true, true, true, true, false, "TLS managed but config bundle contain certs", false)]
    [InlineData(true, true, true, false, true, "TLS managed but config bundle contain certs", false)]
    [InlineData(false, true, true, true, true, "Config bundle contains certs", true)]
    [InlineData(false, true, true, true, false, "TLS unmanaged but config bundle does not contain certs", false)]
    [InlineData(false, true, true, false, false, "TLS unmanaged but config bundle does not contain certs", false)]
    public void Tls_is_judged_by_the_bundle(
        bool managed, bool named, bool exists, bool certificate, bool key, string message, bool ready)
    {
        var input = managed ? Sample.Input() : Sample.Input().Unmanaged(ComponentKind.Tls);
        var verdict = ComponentReadiness.Judge(
            ComponentKind.Tls, input with { Bundle = new BundleFacts(named, exists, certificate, key) });
        Assert.Equal(
            ready ? ComponentVerdict.Ready(ComponentKind.Tls, message) : ComponentVerdict.NotReady(ComponentKind.Tls, message), verdict);
    }

    [Fact]
    public void Managed_tls_without_a_managed_route_says_that_there_is_no_certificate_to_copy()
    {
        var verdict = ComponentReadiness.Judge(ComponentKind.Tls, Sample.Input().Unmanaged(ComponentKind.Route));
        Assert.True(verdict.IsTrue);
        Assert.Contains("for a Route that re-encrypts bring ssl.cert and ssl.key", verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "ComponentNotReady", "PersistentVolumeClaim skynet-quay-postgres-13 not found")]
    [InlineData("Pending", "PVCPending", "Postgres PersistentVolumeClaim skynet-quay-postgres-13 is pending")]
    [InlineData("Bound", "ComponentReady", "Deployment skynet-quay-database healthy")]
    public void From_3_16_a_database_is_judged_by_its_volume_first(string? phase, string reason, string message)
    {
        var input = Sample.Input(16);
        if (phase is not null)
            input = input.With(Sample.Object(ResourceKind.PersistentVolumeClaim, "quay-postgres-13", new VolumeClaimFacts(phase)));
        var verdict = ComponentReadiness.Judge(ComponentKind.Postgres, input);
        Assert.Equal((reason, message), (verdict.Reason, verdict.Message));
    }

    [Fact]
    public void A_kind_nobody_has_listed_leaves_managed_components_undetermined_and_unmanaged_ones_alone()
    {
        var blind = Sample.Input() with { Objects = new ObservedObjects([], [ResourceKind.Route]) };
        Assert.False(ComponentReadiness.Judge(ComponentKind.Route, blind).IsDetermined);
        Assert.True(ComponentReadiness.Judge(ComponentKind.Route, blind.Unmanaged(ComponentKind.Route)).IsTrue);
    }
}
