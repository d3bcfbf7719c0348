using Fleet.Domain.Releases;

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

    /// <summary>What a user wrote is quoted, and may be as long as a bundle; a condition holds 32,768 characters.</summary>
    private const int Longest = 8_192;

    public string Message { get; init; } = Message.Length <= Longest ? Message : $"{Message[..(char.IsHighSurrogate(Message[Longest - 1]) ? Longest - 1 : Longest)]}…";

    /// <summary>The bundle that a registry names is not there.</summary>
    public static Refusal NoBundle(string name, ReleaseMinor minor)
    {
        var missing = $"secrets \"{name}\" not found";
        return new(ConfigInvalid, minor.AtLeast(3, 7) ? $"unable to get `configBundleSecret`: {missing}" : $"unable to retrieve referenced `configBundleSecret`: {name}, error: {missing}");
    }

    /// <summary>The API server did not take an object.</summary>
    /// <param name="problem">Names the object.</param>
    /// <param name="version">That is rendered.</param>
    public static Refusal NotApplied(string problem, string version) => new(CreationFailed, ReleaseMinor.TryParse(version, null, out var minor) switch
    {
        true when minor.Before(3, 7) => $"all Kubernetes objects not created/updated successfully: {problem}",
        true when minor.AtLeast(3, 16) => $"error creating/updating object {problem}",
        _ => $"error creating object: {problem}",
    });
}
