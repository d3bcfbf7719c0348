using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;
using static Fleet.Domain.Quay.ComponentKind;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// Checks a bundle on its own, and against the components: what is managed must not be configured by the user too, and what is not managed
/// must be.
/// </summary>
public static class BundleValidation
{
    /// <summary>All that is wrong, in the order it would be met; the condition reports the first.</summary>
    public static ImmutableArray<Refusal> Check(ConfigBundle bundle, EffectiveComponents components, ReleaseMinor minor) =>
        UserConfig.Read(bundle, minor) switch
        {
            UserConfigReading.Read(var config) =>
            [
                .. components.Components
                    .SelectMany(component => Faults(bundle, config, component, components, minor))
                    .Select(fault => new Refusal(Refusal.ConfigInvalid, fault)),
            ],
            UserConfigReading.Unreadable(var refusals) => refusals,
            _ => throw new InvalidOperationException("a reading is either read or unreadable"),
        };

    private static IEnumerable<string> Faults(
        ConfigBundle bundle, JsonObject config, ComponentSpec component, EffectiveComponents components, ReleaseMinor minor)
    {
        if (Fault(bundle, config, component, components, minor) is { } fault) return [fault];
        return !component.Managed && ComponentKinds.TryParse(component.Kind, out var kind) ? ExternalServices.Faults(bundle, config, kind) : [];
    }

    private static string? Fault(
        ConfigBundle bundle, JsonObject config, ComponentSpec component, EffectiveComponents components, ReleaseMinor minor)
    {
        if (!ComponentKinds.TryParse(component.Kind, out var kind) || !ComponentKinds.Of(minor).Contains(kind))
            return $"unable to verify component config: unknown component: {component.Kind}";
        try
        {
            return (component.Managed, ComponentFields.AreIn(bundle, config, kind, minor)) switch
            {
                (true, true) when !MayBeTuned(kind, minor) =>
                    $"{component.Kind} component marked as managed, but `configBundleSecret` contains required fields",
                (false, false) when kind == ClairPostgres && components.Manages(Clair) =>
                    "clairpostgres component unmanaged but no clair postgres config provided",
                (false, false) when MustBeConfigured(kind, minor) =>
                    $"required component `{component.Kind}` marked as unmanaged, but `configBundleSecret` is missing necessary fields",
                _ => null,
            };
        }
        catch (YamlFormatException e)
        {
            return $"unable to verify component config: {e.Message}";
        }
    }

    /// <summary>Managed, and yet the user may set some of its fields. What the component sets itself still wins.</summary>
    private static bool MayBeTuned(ComponentKind kind, ReleaseMinor minor) => kind switch
    {
        Route => minor.AtLeast(3, 5),
        Mirror => minor.AtLeast(3, 6),
        Redis => minor.AtLeast(3, 16),
        _ => false,
    };

    /// <summary>Quay does not start without it.</summary>
    private static bool MustBeConfigured(ComponentKind kind, ReleaseMinor minor) => kind switch
    {
        Postgres or ObjectStorage => true,
        Route => minor.AtLeast(3, 5),
        Redis or Tls => minor.AtLeast(3, 6),
        _ => false,
    };
}
