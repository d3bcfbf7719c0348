using System.Text.Json.Nodes;

namespace Fleet.Domain.Reconciliation;

/// <summary>The labels that make OpenShift's monitoring look at a registry's namespace, and say that it was not its owner who set them.</summary>
public static class MonitoringLabels
{
    private const string Monitoring = "openshift.io/cluster-monitoring";
    private const string Managed = "quay-operator/managed-label";

    /// <summary>Merge patch that sets both; null when monitoring is on already.</summary>
    public static JsonObject? Add(JsonObject ns) => Label(ns, Monitoring) == "true" ? null : Patch("true");

    /// <summary>Merge patch that takes both off; null unless it was the fleet, or an operator before it, that set them.</summary>
    public static JsonObject? Remove(JsonObject ns) => string.IsNullOrEmpty(Label(ns, Managed)) ? null : Patch(null);

    private static JsonObject Patch(string? value) =>
        new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Monitoring] = value, [Managed] = value } } };

    private static string? Label(JsonObject o, string name) => o["metadata"]?["labels"]?[name]?.GetValue<string>();
}
