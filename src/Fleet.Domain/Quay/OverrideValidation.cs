using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay;

/// <summary>Checks the overrides of every component.</summary>
public static class OverrideValidation
{
    /// <summary>All that is wrong, in list order; the condition reports the first. Labels and annotations are never checked.</summary>
    public static ImmutableArray<Refusal> Check(EffectiveComponents components, ReleaseMinor minor)
    {
        if (minor.Before(3, 6)) return [];
        var prefix = minor.AtLeast(3, 7) ? "invalid overrides: " : "could not validate overrides on spec.components: ";
        return
        [
            .. components.Components
                .SelectMany(component => Faults(component, components, minor))
                .Select(fault => new Refusal(Refusal.OverrideInvalid, prefix + fault)),
        ];
    }

    private static IEnumerable<string> Faults(ComponentSpec component, EffectiveComponents components, ReleaseMinor minor)
    {
        if (component.Overrides is not { } overrides || !ComponentKinds.TryParse(component.Kind, out var kind)) yield break;
        var used = OverrideKinds.Used(overrides).Where(field => minor.CompareTo(field.Since) >= 0).ToList();

        if (!component.Managed && used.Any(field => field.NeedsManaged))
        {
            yield return minor.AtLeast(3, 7)
                ? $"cannot set overrides on unmanaged {component.Kind}"
                : $"cannot set overrides on unmanaged component {component.Kind}";
            yield break;
        }
        if (minor.AtLeast(3, 7) && overrides.Replicas is not null and not 0 && components.Manages(ComponentKind.HorizontalPodAutoscaler))
            yield return "cannot override replicas with managed HPA";
        foreach (var field in used.Where(field => !field.Supports(kind, minor)))
            yield return $"component {component.Kind} does not support {field.Name} overrides";
        if (minor.AtLeast(3, 7) && HasNameless(overrides.EnvJson))
            yield return $"the env overrides of component {component.Kind} have an entry without a name: write name and value, or name and valueFrom";
    }

    /// <summary>Variables are matched by name. An API server with another schema than ours may let one without pass.</summary>
    private static bool HasNameless(string? envJson) =>
        envJson is not null && JsonNode.Parse(envJson) is JsonArray variables
        && variables.Any(variable => variable is not JsonObject entry || entry["name"] is not JsonValue name || !name.TryGetValue<string>(out var text) || text.Length == 0);
}
