using System.Text.Json.Nodes;

namespace Fleet.Simulator.Kinds;

/// <summary>Reads what a CustomResourceDefinition defines.</summary>
internal static class CustomKinds
{
    /// <summary>Null when it serves nothing.</summary>
    public static ServedKind? Read(JsonObject crd)
    {
        var spec = crd["spec"]!;
        var served = spec["versions"]!.AsArray().Where(version => (bool?)version!["served"] == true).ToList();
        if (served.Count == 0) return null;
        // As discovery does: stable before beta before alpha, the higher first; one version is all that is asked for here.
        var preferred = served.OrderByDescending(version => (bool?)version!["storage"] == true).Select(version => version!).ToList();
        return new ServedKind(
            (string)spec["group"]!,
            [.. preferred.Select(version => (string)version["name"]!)],
            (string)spec["names"]!["kind"]!,
            (string)spec["names"]!["plural"]!,
            (string?)spec["scope"] != "Cluster",
            HasStatus: preferred[0]["subresources"]?["status"] is not null,
            Counts: true,
            IsCustom: true,
            Schema: preferred[0]["schema"]?["openAPIV3Schema"]?.DeepClone().AsObject());
    }

    /// <summary>The status the server writes once it serves the kind.</summary>
    public static JsonObject Established(JsonObject crd) => new()
    {
        ["acceptedNames"] = crd["spec"]!["names"]!.DeepClone(),
        ["storedVersions"] = new JsonArray([.. crd["spec"]!["versions"]!.AsArray().Where(v => (bool?)v!["storage"] == true).Select(v => v!["name"]!.DeepClone())]),
        ["conditions"] = new JsonArray(Condition("NamesAccepted", "NoConflicts", "no conflicts found"), Condition("Established", "InitialNamesAccepted", "the initial names have been accepted")),
    };

    private static JsonObject Condition(string type, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["reason"] = reason,
        ["message"] = message,
    };
}
