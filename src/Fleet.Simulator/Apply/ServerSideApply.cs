using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Merging;

namespace Fleet.Simulator.Apply;

/// <summary>Server-side apply as a kube-apiserver of 1.20 does it.</summary>
public static class ServerSideApply
{
    /// <summary>The owner of what an object held before it was first applied, when nobody had been recorded.</summary>
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>
    /// Merges <paramref name="applied"/> into the live object and moves ownership. Neither argument is changed. Defaults and what the server
    /// assigns are not filled in: that is for the caller, afterwards.
    /// </summary>
    /// <param name="live">The stored object; null creates.</param>
    /// <param name="applied">The body; its apiVersion is the context's.</param>
    /// <param name="force">Takes fields over that others own with other values.</param>
    public static ApplyOutcome Apply(JsonObject? live, JsonObject applied, bool force, WriteContext context, ListKeys keys)
    {
        var shape = keys.Shape(context.ApiVersion);
        var failures = Validation.Of(applied, shape);
        if (!failures.IsEmpty) return new ApplyOutcome.Invalid($"failed to create typed patch object: {Validation.Print(failures)}");

        var before = live is null ? [] : ManagedFieldsCodec.Bare(live);
        var recorded = ManagedFieldsCodec.Read(live);
        var former = live is not null && recorded.IsEmpty
            ? ManagedFields.Taken(recorded, [], before, context with { Manager = BeforeFirstApply }, shape)
            : recorded;

        var writer = ManagerIdentity.Applier(context.Manager);
        var fitted = former.FitTo(before, shape);
        var last = fitted.GetValueOrDefault(writer);
        var owned = Ownership.Of(ManagedFieldsCodec.Bare(applied), shape);
        var managers = fitted.SetItem(writer, new ManagedSet(owned, context.ApiVersion, last?.Time));
        var next = Pruning.Prune(
            Merge.Over(before, ManagedFieldsCodec.Bare(applied), shape), last?.Fields ?? FieldSet.Empty, Pruning.OwnedByAny(managers), shape);

        var change = Comparison.Of(before, next, shape);
        var conflicts = force ? [] : Conflicts(managers, writer, change);
        if (!conflicts.IsEmpty) return new ApplyOutcome.Conflicted(conflicts);

        managers = managers.AfterChange(writer, change);
        managers = Strip(managers, writer);
        if (change.IsSame && managers.SameAs(recorded)) return new ApplyOutcome.Applied((JsonObject)live!.DeepClone());
        if (managers.TryGetValue(writer, out var set)) managers = managers.SetItem(writer, set with { Time = context.Second });
        ManagedFieldsCodec.Write(next, managers);
        return new ApplyOutcome.Applied(next);
    }

    private static ImmutableDictionary<ManagerIdentity, ManagedSet> Strip(ImmutableDictionary<ManagerIdentity, ManagedSet> managers, ManagerIdentity writer)
    {
        if (!managers.TryGetValue(writer, out var set)) return managers;
        var left = set.Fields.Except(ManagedFieldsCodec.Unowned);
        return left.IsEmpty ? managers.Remove(writer) : managers.SetItem(writer, set with { Fields = left });
    }

    private static ImmutableArray<FieldConflict> Conflicts(
        ImmutableDictionary<ManagerIdentity, ManagedSet> managers, ManagerIdentity writer, Comparison change) =>
        [.. managers.Conflicts(writer, change)
            .OrderBy(conflict => conflict.Owner)
            .SelectMany(conflict => conflict.Fields.Paths().Select(path => new FieldConflict(conflict.Owner.Printed, path)))];
}
