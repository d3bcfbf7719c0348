using Fleet.Domain.Quay;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Which component an object of a registry belongs to, told from its kind and name alone: the watch may show metadata only, and objects that
/// an in-cluster operator made carry no mark of ours.
/// </summary>
public static class ComponentOwnership
{
    // The longest suffix wins; whatever nothing claims belongs to quay, which owns the base.
    private static readonly (string Suffix, ComponentKind Component)[] Suffixes =
    [
        ("quay-database", ComponentKind.Postgres),
        ("quay-postgres", ComponentKind.Postgres),
        ("postgres-conf-sample", ComponentKind.Postgres),
        ("postgres-config-secret", ComponentKind.Postgres),
        ("postgres-bootstrap", ComponentKind.Postgres),
        ("clair-app", ComponentKind.Clair),
        ("clair-config-secret", ComponentKind.Clair),
        ("clair-postgres", ComponentKind.ClairPostgres),
        ("clairpostgres-config-secret", ComponentKind.ClairPostgres),
        ("quay-redis", ComponentKind.Redis),
        ("quay-mirror", ComponentKind.Mirror),
        ("quay-datastore", ComponentKind.ObjectStorage),
        ("quay-metrics", ComponentKind.Monitoring),
        ("quay-prometheus-rules", ComponentKind.Monitoring),
        ("quay-alerts", ComponentKind.Monitoring),
        ("grafana-dashboard-quay", ComponentKind.Monitoring),
    ];

    /// <param name="registry">Name of the QuayRegistry, the prefix of every rendered name.</param>
    public static ComponentKind Of(ResourceKind kind, string name, string registry)
    {
        if (kind == ResourceKind.HorizontalPodAutoscaler) return ComponentKind.HorizontalPodAutoscaler;
        if (kind == ResourceKind.Route) return ComponentKind.Route;
        if (kind == ResourceKind.ObjectBucketClaim) return ComponentKind.ObjectStorage;
        var suffix = name.StartsWith(registry + "-", StringComparison.Ordinal) ? name[(registry.Length + 1)..] : name;
        return Suffixes
            .Where(entry => suffix.StartsWith(entry.Suffix, StringComparison.Ordinal))
            .OrderByDescending(entry => entry.Suffix.Length)
            .Select(entry => entry.Component)
            .FirstOrDefault(ComponentKind.Quay);
    }
}
