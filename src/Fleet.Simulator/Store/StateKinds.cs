using Fleet.Simulator.Kinds;

namespace Fleet.Simulator.Store;

/// <summary>Keeps the served kinds to what the CustomResourceDefinitions say.</summary>
internal static class StateKinds
{
    public static ClusterState Refresh(ClusterState state)
    {
        var kinds = BuiltInKinds.All.ToDictionary(kind => kind.Resource);
        foreach (var crd in state.Of(BuiltInKinds.Crds).Values.Where(crd => !crd.Deleting))
            // Definitions hold nothing that differs between clusters.
            if (CustomKinds.Read(crd.Parse("00000000")) is { } kind)
                kinds[kind.Resource] = state.Kinds.TryGetValue(kind.Resource, out var known) && Same(known, kind) ? known : kind;
        return state with { Kinds = System.Collections.Immutable.ImmutableDictionary.CreateRange(kinds) };
    }

    private static bool Same(ServedKind known, ServedKind read) =>
        known.Versions.SequenceEqual(read.Versions) && (known.Kind, known.Namespaced, known.HasStatus) == (read.Kind, read.Namespaced, read.HasStatus)
        && System.Text.Json.Nodes.JsonNode.DeepEquals(known.Schema, read.Schema);
}
