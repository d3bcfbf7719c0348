namespace Fleet.Domain.Status;

/// <summary>What clusters and registries wait for. Stable: scripts and dashboards match on them. Those of rollouts are <see cref="Rollouts.RolloutBlockerCodes"/>.</summary>
public static class BlockerCodes
{
    public const string Unreachable = "unreachable";
    public const string Unauthorised = "unauthorised";
    public const string Stale = "stale";
    public const string CrdMissing = "crd-missing";
    public const string Fenced = "fenced";
    public const string FenceUnchecked = "fence-unchecked";
    public const string Paused = "paused";
    public const string FleetStopped = "fleet-stopped";
    public const string AppsDomain = "apps-domain";
    public const string ConfigInvalid = "config-invalid";
    public const string OverrideInvalid = "override-invalid";
    public const string CreationFailed = "creation-failed";
    public const string RouteDependency = "route-dependency";
    public const string StorageDependency = "storage-dependency";
    public const string MonitoringDependency = "monitoring-dependency";
    public const string StoragePending = "storage-pending";
    public const string DatabasePending = "database-pending";
    public const string MigrationRunning = "migration-running";
    public const string MigrationFailed = "migration-failed";
    public const string MigrationJobMissing = "migration-job-missing";
    public const string DatabaseUpgradeRunning = "database-upgrade-running";
    public const string DatabaseUpgradeFailed = "database-upgrade-failed";
    public const string ComponentNotReady = "component-not-ready";
    public const string VolumePending = "volume-pending";
    public const string VersionUnknown = "version-unknown";
    public const string UpgradeRefused = "upgrade-refused";
    public const string NotObserved = "not-observed";
    public const string PassFailed = "pass-failed";
    public const string Contested = "contested";

    /// <summary>RolloutBlocked with a reason this list has no code for.</summary>
    public const string RolloutBlocked = "rollout-blocked";
}
