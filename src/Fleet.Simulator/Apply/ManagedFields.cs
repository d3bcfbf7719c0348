using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Merging;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply;

/// <summary>Who owns what after a create, an update or a patch that is no apply.</summary>
public static class ManagedFields
{
    /// <summary>
    /// Sets <c>metadata.managedFields</c> of <paramref name="next"/>. The writer owns what it changed; what it changed or removed is taken from
    /// everybody else. Entries that the body itself brings replace the live ones; without any, the live ones are kept.
    /// </summary>
    /// <param name="live">The stored object; null on create.</param>
    /// <param name="next">As it is to be stored, defaults filled in, but without what the server assigns on its own: nobody owns that.</param>
    public static void AfterWrite(JsonObject? live, JsonObject next, WriteContext context, ListKeys keys)
    {
        var shape = keys.Shape(context.ApiVersion);
        var managers = ManagedFieldsCodec.Read(next);
        if (managers.IsEmpty && live is not null) managers = ManagedFieldsCodec.Read(live);
        // An object nobody tracked from the start stays so until it is applied.
        if (managers.IsEmpty && live is not null) return;
        var before = live is null ? keys.Zero(context.ApiVersion) : ManagedFieldsCodec.Bare(live);
        ManagedFieldsCodec.Write(next, Taken(managers, before, ManagedFieldsCodec.Bare(next), context, shape));
    }

    internal static ImmutableDictionary<ManagerIdentity, ManagedSet> Taken(
        ImmutableDictionary<ManagerIdentity, ManagedSet> managers, JsonObject before, JsonObject after, WriteContext context, Shape shape)
    {
        var change = Comparison.Of(before, after, shape);
        // Its former entry is treated as anybody's, so that what it loses and regains is told by the union below.
        var operation = ManagerIdentity.Applier("");
        var left = managers.FitTo(before, shape).AfterChange(operation, change);
        var taken = change.Written.Except(ManagedFieldsCodec.Unowned);
        if (taken.IsEmpty) return left;

        var writer = ManagerIdentity.Updater(context.Manager, context.ApiVersion);
        var former = managers.GetValueOrDefault(writer);
        var fields = left.TryGetValue(writer, out var mine) ? taken.Union(mine.Fields) : taken;
        var time = former is not null && former.Fields.SameAs(fields) ? former.Time : context.Second;
        return left.SetItem(writer, new ManagedSet(fields, context.ApiVersion, time));
    }
}
