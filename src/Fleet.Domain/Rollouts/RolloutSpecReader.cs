using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Rollouts;

/// <summary>What reading a rollout came to.</summary>
public abstract record SpecOutcome
{
    private SpecOutcome()
    {
    }

    public sealed record Read(RolloutSpec Spec) : SpecOutcome;

    /// <summary>Each problem with its line and a remedy.</summary>
    public sealed record Refused(ImmutableArray<CatalogProblem> Problems) : SpecOutcome;
}

/// <summary>Reads <c>kind: Rollout</c> from YAML or JSON; every fault at once.</summary>
public static class RolloutSpecReader
{
    public const string ApiVersion = "fleet/v1";
    public const string Kind = "Rollout";
    private const string AmountRemedy = "write a number such as 3, or a share such as 25%";
    private const string DurationRemedy = "write a length of time such as 30m, 2h or 1d";
    private const int MostStages = 50;

    /// <param name="file">How the text is called in messages.</param>
    public static SpecOutcome Read(string text, string file)
    {
        var problems = new ImportProblems(new CatalogSource(file));
        RolloutSpec? spec = null;
        var documents = 0;
        foreach (var (node, fault) in YamlDocuments.Read(text))
        {
            documents++;
            if (fault is var (line, what, remedy)) problems.Add(line, what, remedy);
            else if (documents > 1) problems.Add(node!.Line, "a second document follows the rollout", "write one rollout into one file");
            else if (node is SourceNode.Map map) spec = Read(map, problems);
            else problems.Add(node!.Line, $"the rollout is {node.Shown}", $"write kind: {Kind}, metadata and spec");
            if (problems.IsFull) break;
        }
        if (documents == 0) problems.Add(null, "the file is empty", $"write kind: {Kind}, metadata and spec");
        return spec is not null && problems.IsEmpty ? new SpecOutcome.Read(spec) : new SpecOutcome.Refused(problems.All);
    }

    private static RolloutSpec? Read(SourceNode.Map root, ImportProblems problems)
    {
        var fields = new FieldReader(root, "the rollout", problems);
        OneOf(fields, "apiVersion", ApiVersion, problems, required: true, ApiVersion);
        OneOf(fields, "kind", Kind, problems, required: true, Kind);
        var metadata = fields.Map("metadata");
        var name = metadata?.Required("name", "write 1 to 63 lower-case letters, digits and '-'");
        if (metadata is null) problems.Add(fields.Line, "the rollout has no metadata", "write metadata: {name: NAME}");
        else if (name is not null && !DnsNames.IsLabel(name)) problems.Add(metadata.LineOf("name"), $"metadata: name is '{CatalogCheck.Short(name)}'", "write 1 to 63 lower-case letters, digits and '-'");
        metadata?.NothingElse();
        var spec = fields.Map("spec");
        fields.NothingElse();
        if (spec is null)
        {
            problems.Add(fields.Line, "the rollout has no spec", "write target and strategy under spec");
            return null;
        }
        var target = spec.Map("target");
        var (version, channel) = (target?.Text("version"), target?.Text("channel"));
        if (version is null == channel is null) problems.Add(target?.Line ?? spec.Line, "spec: target names neither or both of version and channel", "write target: {version: 3.7.11} or target: {channel: stable-3.7}");
        if (version is not null && !ReleaseVersion.TryParse(version, null, out _)) problems.Add(target!.LineOf("version"), $"spec: target.version is '{CatalogCheck.Short(version)}'", "write MAJOR.MINOR.PATCH, for example 3.7.11");
        target?.NothingElse();
        var selector = spec.Map("selector");
        var clusters = Labels(selector?.Map("clusters"), problems);
        var chosen = selector?.Map("registries");
        var exclude = chosen?.Texts("exclude") ?? [];
        var registries = Labels(chosen, problems);
        selector?.NothingElse();
        var strategy = spec.Map("strategy");
        if (strategy is null) problems.Add(spec.Line, "spec has no strategy", "write strategy: {stages: [{name: all}]}");
        spec.NothingElse();
        var stages = strategy is null ? [] : Stages(strategy, problems);
        var onFailure = strategy is null ? null : OneOf(strategy, "onFailure", "pause", problems, required: false, "pause", "abort", "rollback");
        var unreachable = strategy is null ? null : OneOf(strategy, "unreachable", "queue", problems, required: false, "queue", "skip", "fail");
        var newMembers = strategy is null ? null : OneOf(strategy, "newMembers", "ignore", problems, required: false, "ignore", "append");
        strategy?.NothingElse();
        return new RolloutSpec(
            name ?? "", version, channel, clusters, registries, [.. exclude], stages,
            onFailure switch { "abort" => FailurePolicy.Abort, "rollback" => FailurePolicy.Rollback, _ => FailurePolicy.Pause },
            unreachable switch { "skip" => UnreachablePolicy.Skip, "fail" => UnreachablePolicy.Fail, _ => UnreachablePolicy.Queue },
            newMembers == "append" ? MemberPolicy.Append : MemberPolicy.Ignore);
    }

    private static ImmutableArray<StageSpec> Stages(FieldReader strategy, ImportProblems problems)
    {
        var stages = ImmutableArray.CreateBuilder<StageSpec>();
        foreach (var item in strategy.Items("stages").Take(MostStages + 1))
        {
            if (item is not SourceNode.Map map)
            {
                problems.Add(item.Line, $"a stage is {item.Shown}", "write a mapping with a name");
                continue;
            }
            var stage = new FieldReader(map, $"stage {map["name"]?.Shown ?? "without name"}", problems);
            var name = stage.Required("name", "name it, for example canary") ?? "";
            if (stages.Any(known => known.Name == name)) problems.Add(map.Line, $"stage '{name}' stands in the file twice", "give each stage a name of its own");
            var soak = stage.Parsed<Duration>("soak", DurationRemedy)?.Value ?? TimeSpan.Zero;
            var deadline = stage.Parsed<Duration>("progressDeadline", DurationRemedy)?.Value ?? TimeSpan.FromMinutes(20);
            stages.Add(new StageSpec(
                name,
                Labels(stage.Map("selector"), problems),
                stage.Parsed<Amount>("maxConcurrency", AmountRemedy) ?? new Amount(1, false),
                stage.Parsed<Amount>("failureBudget", AmountRemedy),
                stage.Parsed<Amount>("minSuccess", AmountRemedy) ?? Amount.All,
                deadline,
                soak,
                stage.Parsed<Duration>("soakDeadline", DurationRemedy)?.Value ?? soak + deadline,
                GateReader.Read(stage, "before", problems),
                GateReader.Read(stage, "after", problems)));
            stage.NothingElse();
        }
        if (stages.Count == 0) problems.Add(strategy.Line, "the strategy has no stages", "write stages: [{name: all}]");
        if (stages.Count > MostStages) problems.Add(strategy.Line, $"more than {MostStages} stages", "join some of them");
        return stages.ToImmutable();
    }

    private static LabelSelector Labels(FieldReader? selector, ImportProblems problems)
    {
        if (selector is null) return LabelSelector.Everything;
        var labels = selector.Map("matchLabels");
        selector.NothingElse();
        if (labels is null) return LabelSelector.Everything;
        var parts = labels.Names.Select(label => $"{label}={labels.Text(label)}").ToList();
        if (LabelSelector.TryParse(string.Join(',', parts), out var read, out var problem)) return read;
        problems.Add(labels.Line, $"matchLabels: {problem}", "write labels such as ring: canary");
        return LabelSelector.Everything;
    }

    private static string? OneOf(FieldReader fields, string name, string @default, ImportProblems problems, bool required, params string[] words)
    {
        var text = required ? fields.Required(name, $"write {words[0]}") : fields.Text(name);
        if (text is null) return @default;
        if (words.Contains(text)) return text;
        problems.Add(fields.LineOf(name), $"{name} is '{CatalogCheck.Short(text)}'", $"write {string.Join(" or ", words)}");
        return @default;
    }
}
