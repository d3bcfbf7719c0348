using System.Text.Json.Nodes;
using Fleet.Domain.Quay;

namespace Fleet.Simulator.Seeding;

/// <summary>A registry to seed.</summary>
/// <param name="Version">What it is to run, for example <c>3.7.10</c>.</param>
internal sealed record RegistrySeed(string Namespace, string Name, string Version)
{
    public string Path => $"/apis/{QuayRegistry.ApiVersion}/namespaces/{Namespace}/quayregistries/{Name}";

    /// <summary>The object as its user wrote it: everything managed, everything default.</summary>
    public JsonObject Body() => new()
    {
        ["apiVersion"] = QuayRegistry.ApiVersion,
        ["kind"] = QuayRegistry.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = Name,
            ["namespace"] = Namespace,
            ["annotations"] = new JsonObject { [QuayRegistry.TargetVersionAnnotation] = Version },
        },
    };
}
