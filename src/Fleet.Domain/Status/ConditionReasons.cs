namespace Fleet.Domain.Status;

/// <summary>The reasons in <c>status.conditions</c> of a QuayRegistry. Other software matches on them.</summary>
public static class ConditionReasons
{
    public const string ComponentReady = "ComponentReady";
    public const string ComponentNotReady = "ComponentNotReady";
    public const string ComponentNotManaged = "ComponentNotManaged";
    public const string HealthChecksPassing = "HealthChecksPassing";
    public const string MigrationsInProgress = "MigrationsInProgress";
    public const string MigrationsFailed = "MigrationsFailed";
    public const string MigrationsJobMissing = "MigrationsJobMissing";
    public const string ComponentsCreationSuccess = "ComponentsCreationSuccess";
    public const string ConfigInvalid = "ConfigInvalid";
    public const string ComponentOverrideInvalid = "ComponentOverrideInvalid";
    public const string ComponentCreationFailed = "ComponentCreationFailed";
    public const string RouteComponentDependencyError = "RouteComponentDependencyError";
    public const string ObjectStorageComponentDependencyError = "ObjectStorageComponentDependencyError";
    public const string MonitoringComponentDependencyError = "MonitoringComponentDependencyError";
    public const string PostgresUpgradeInProgress = "PostgresUpgradeInProgress";
    public const string PostgresUpgradeFailed = "PostgresUpgradeFailed";
    public const string UpgradeUnsupported = "UpgradeUnsupported";
    public const string PvcPending = "PVCPending";
    public const string PvcProvisioningFailed = "PVCProvisioningFailed";
}
