namespace Fleet.Domain.Quay.Rendering;

/// <summary>
/// Why a registry cannot be rendered as it stands: the reason and message its condition <c>RolloutBlocked</c> gets, with the Quay Operator's
/// own texts where it has one, since people and scripts match on them.
/// </summary>
public sealed record Refusal(string Reason, string Message)
{
    public const string ConfigInvalid = "ConfigInvalid";
    public const string OverrideInvalid = "ComponentOverrideInvalid";
    public const string CreationFailed = "ComponentCreationFailed";
    public const string RouteDependency = "RouteComponentDependencyError";
    public const string ObjectStorageDependency = "ObjectStorageComponentDependencyError";
    public const string MonitoringDependency = "MonitoringComponentDependencyError";
    public const string UpgradeUnsupported = "UpgradeUnsupported";
}
