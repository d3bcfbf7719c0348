using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Rollouts;

namespace Fleet.Gateway.Dashboard.Rollouts;

/// <summary>A rollout as a form fills it in, until it is text. The text is what is planned, so that a form can do nothing that a file cannot.</summary>
internal sealed class RolloutDraft
{
    public string Name { get; set; } = "";

    /// <summary>The head of a channel, as opposed to a version.</summary>
    public bool ToChannel { get; set; }

    /// <summary>A version, or a channel.</summary>
    public string Target { get; set; } = "";

    /// <summary>Labels of clusters, such as <c>region=eu</c>; empty for all.</summary>
    public string Clusters { get; set; } = "";

    /// <summary>Labels of registries over those of their clusters; empty for all.</summary>
    public string Registries { get; set; } = "";

    /// <summary>Registries left out, as <c>cluster/namespace/name</c>, with commas between them.</summary>
    public string Exclude { get; set; } = "";

    public string OnFailure { get; set; } = "pause";

    public string Unreachable { get; set; } = "queue";

    public List<StageDraft> Stages { get; } =
    [
        new StageDraft { Name = "canary", Labels = "ring=canary", FailureBudget = "0", Soak = "30m" },
        new StageDraft { Name = "rest", MaxConcurrency = "25%", FailureBudget = "2%" },
    ];

    public string ToText()
    {
        var selector = new JsonObject();
        if (MatchLabels(Clusters) is { } clusters) selector["clusters"] = clusters;
        var registries = MatchLabels(Registries);
        if (Parts(Exclude) is { Length: > 0 } exclude) (registries ??= [])["exclude"] = new JsonArray([.. exclude.Select(key => JsonValue.Create(key))]);
        if (registries is not null) selector["registries"] = registries;

        var spec = new JsonObject { ["target"] = new JsonObject { [ToChannel ? "channel" : "version"] = Target.Trim() } };
        if (selector.Count > 0) spec["selector"] = selector;
        spec["strategy"] = new JsonObject
        {
            ["stages"] = new JsonArray([.. Stages.Select(stage => stage.ToNode())]),
            ["onFailure"] = OnFailure,
            ["unreachable"] = Unreachable,
        };
        return YamlWriter.Write(new JsonObject
        {
            ["apiVersion"] = RolloutSpecReader.ApiVersion,
            ["kind"] = RolloutSpecReader.Kind,
            ["metadata"] = new JsonObject { ["name"] = Name.Trim() },
            ["spec"] = spec,
        });
    }

    /// <summary>Null for no labels. A part without <c>=</c> is handed on as it is: the planner says what is wrong with it.</summary>
    internal static JsonObject? MatchLabels(string text)
    {
        var labels = new JsonObject();
        foreach (var part in Parts(text))
        {
            var (key, value) = part.Split('=', 2) is [var left, var right] ? (left.Trim(), right.TrimStart('=').Trim()) : (part, "");
            labels[key] = value;
        }
        return labels.Count == 0 ? null : new JsonObject { ["matchLabels"] = labels };
    }

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
