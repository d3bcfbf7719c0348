using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>What reading a bundle's <c>config.yaml</c> gave.</summary>
internal abstract record UserConfigReading
{
    private UserConfigReading()
    {
    }

    /// <param name="Config">A fresh copy, its reader's own.</param>
    public sealed record Read(JsonObject Config) : UserConfigReading;

    public sealed record Unreadable(ImmutableArray<Refusal> Refusals) : UserConfigReading;
}

/// <summary>
/// Reads a bundle's <c>config.yaml</c>. The Quay Operator ends its process over an empty one; here every fault becomes a refusal of the one
/// registry.
/// </summary>
internal static class UserConfig
{
    public static UserConfigReading Read(ConfigBundle bundle, ReleaseMinor minor)
    {
        var text = bundle.Text(ConfigBundle.ConfigFile);
        if (string.IsNullOrWhiteSpace(text))
        {
            var state = text is null ? "has no config.yaml" : "has an empty config.yaml";
            return Unreadable(new Refusal(Refusal.ConfigInvalid, $"Secret {bundle.SecretName} {state}: put Quay's configuration there, or {{}} for the defaults"));
        }
        try
        {
            if (YamlReader.Read(text) is not JsonObject config)
                return Unreadable(Parse(minor, "it must hold a mapping of settings, for example {} for the defaults"));
            var faults = TypeFaults(config, minor).ToImmutableArray();
            return faults.IsEmpty ? new UserConfigReading.Read(config) : new UserConfigReading.Unreadable(faults);
        }
        catch (YamlFormatException e)
        {
            return Unreadable(Parse(minor, e.Message));
        }
    }

    /// <summary>A setting that is a non-empty text; null otherwise.</summary>
    public static string? Text(JsonObject config, string key) =>
        config[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    private static UserConfigReading.Unreadable Unreadable(Refusal refusal) => new([refusal]);

    private static Refusal Parse(ReleaseMinor minor, string detail) => HostnameFault(minor, $"unable to parse config.yaml: {detail}");

    /// <summary>Until 3.15 the host names are what first asks for the configuration, and its faults go by that step's reason.</summary>
    private static Refusal HostnameFault(ReleaseMinor minor, string detail) => minor.AtLeast(3, 16)
        ? new Refusal(Refusal.ConfigInvalid, $"unable to parse SERVER_HOSTNAME from config: {detail}")
        : new Refusal(Refusal.RouteDependency, $"could not check for `Routes` API: {detail}");

    private static IEnumerable<Refusal> TypeFaults(JsonObject config, ReleaseMinor minor)
    {
        foreach (var key in (string[])["SERVER_HOSTNAME", "PREFERRED_URL_SCHEME"])
            if (!Is(config, key, JsonValueKind.String)) yield return HostnameFault(minor, $"{key} must be of type string");
        if (!Is(config, "EXTERNAL_TLS_TERMINATION", JsonValueKind.True, JsonValueKind.False))
            yield return HostnameFault(minor, "EXTERNAL_TLS_TERMINATION must be of type bool");
        if (!Is(config, "BUILDMAN_HOSTNAME", JsonValueKind.String))
            yield return new Refusal(Refusal.ConfigInvalid, "could not check for build manager support: BUILDMAN_HOSTNAME must be of type string");
    }

    private static bool Is(JsonObject config, string key, params ReadOnlySpan<JsonValueKind> kinds) =>
        !config.TryGetPropertyValue(key, out var value) || kinds.Contains(value?.GetValueKind() ?? JsonValueKind.Null);
}
