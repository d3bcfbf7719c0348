using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Gateway.Dashboard.Registries;

/// <summary>A registry as a form fills it in, until it is text.</summary>
internal sealed class RegistryDraft
{
    public string Name { get; set; } = "";

    public string Namespace { get; set; } = "";

    /// <summary>Empty when the fleet is to make one.</summary>
    public string Bundle { get; set; } = "";

    /// <summary>What somebody else provides. All others are the fleet's, and need not be listed.</summary>
    public HashSet<ComponentKind> Unmanaged { get; } = [];

    /// <summary>The components that can be somebody else's: all but Quay.</summary>
    public static IEnumerable<ComponentKind> Choices => ComponentKinds.All.Where(kind => kind != ComponentKind.Quay).OrderBy(kind => kind.ApiName(), StringComparer.Ordinal);

    /// <summary>As YAML, to be looked at and changed before it is sent.</summary>
    public string ToText()
    {
        var spec = new JsonObject();
        if (Bundle.Trim() is { Length: > 0 } bundle) spec["configBundleSecret"] = bundle;
        if (Unmanaged.Count > 0)
            spec["components"] = new JsonArray([.. Unmanaged.Order().Select(kind => new JsonObject { ["kind"] = kind.ApiName(), ["managed"] = false })]);
        return YamlWriter.Write(new JsonObject
        {
            ["apiVersion"] = QuayRegistry.ApiVersion,
            ["kind"] = QuayRegistry.Kind,
            ["metadata"] = new JsonObject { ["name"] = Name.Trim(), ["namespace"] = Namespace.Trim() },
            ["spec"] = spec,
        });
    }
}
