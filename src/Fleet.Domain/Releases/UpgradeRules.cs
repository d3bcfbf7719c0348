using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>The gate in front of every change of a registry's version.</summary>
public static class UpgradeRules
{
    /// <param name="current">What runs; null or empty when nothing does yet.</param>
    /// <param name="target">What is asked for.</param>
    public static UpgradeDecision Decide(ReleaseCatalog catalog, string? current, string target)
    {
        if (current == target) return new UpgradeDecision.Allowed(UpgradeKind.Same);
        if (!ReleaseVersion.TryParse(target, null, out var to))
            return Refuse(UpgradeRefusal.UnknownVersion, $"'{target}' is no version of a catalog: write one such as {catalog.Default}");
        var graph = catalog.Graph;
        // A release that left the catalogs goes on running where it runs.
        var installed = ReleaseVersion.TryParse(current, null, out var from);
        if (installed && from == to) return new UpgradeDecision.Allowed(UpgradeKind.Same);
        if (catalog.Find(to) is not { } release) return Refuse(UpgradeRefusal.UnknownVersion, graph.Unknown(to));
        if (!release.IsRendered) return Refuse(UpgradeRefusal.NotRendered, UpgradeGraph.NotRendered(to));
        if (string.IsNullOrEmpty(current)) return new UpgradeDecision.Allowed(UpgradeKind.Install);
        if (!installed)
            return Refuse(UpgradeRefusal.UnknownCurrent, $"'{current}' runs, which is no version of a catalog: nothing says what it may be upgraded to");
        return to < from ? Rollback(catalog.Find(from), from, release) : Upgrade(graph, from, to);
    }

    private static UpgradeDecision Upgrade(UpgradeGraph graph, ReleaseVersion from, ReleaseVersion to)
    {
        if (graph.Direct(from, to) is { } step) return new UpgradeDecision.Allowed(UpgradeKind.Upgrade, step.Channel);
        return graph.Path(from, to) switch
        {
            UpgradePath.Found found => new UpgradeDecision.Refused(
                UpgradeRefusal.OutsideGraph,
                $"{from} is not upgraded to {to} in one step: go {from} → {string.Join(" → ", found.Steps.Select(next => next.To))}",
                found.Steps),
            UpgradePath.None none => Refuse(UpgradeRefusal.OutsideGraph, none.Reason),
            _ => throw new InvalidOperationException("A path is found or not."),
        };
    }

    private static UpgradeDecision Rollback(Release? current, ReleaseVersion from, Release target)
    {
        var to = target.Version;
        if (to.Minor != from.Minor)
            return Refuse(UpgradeRefusal.Downgrade, $"{from} is not rolled back to {to}: that is another minor; only releases of {from.Minor} come into question");
        return (current?.SchemaRevision, target.SchemaRevision) switch
        {
            ({ } was, { } then) when was == then => new UpgradeDecision.Allowed(UpgradeKind.Rollback),
            ({ } was, { } then) => Refuse(
                UpgradeRefusal.SchemaChange,
                $"{from} is not rolled back to {to}: the database is at schema {was}, and {to} needs {then}; restore a backup taken before the upgrade"),
            (var was, _) => Refuse(
                UpgradeRefusal.SchemaChange,
                $"{from} is not rolled back to {to}: the catalog tells no schemaRevision of {(was is null ? from : to)}; import one that does"),
        };
    }

    private static UpgradeDecision.Refused Refuse(UpgradeRefusal refusal, string reason) => new(refusal, reason, ImmutableArray<UpgradeStep>.Empty);
}
