using System.Collections.Immutable;
using System.Text.Json;
using Fleet.Domain.Projections;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Watching;

/// <summary>One page of a list, reduced to projections.</summary>
internal static class ListPage
{
    public static KubernetesResult<WatchInput.Page> Read(JsonElement body, ResourceKind kind, ProjectionRules rules)
    {
        var root = new Field(body, "", []);
        var metadata = root["metadata"];
        if (metadata["resourceVersion"].Text() is not { Length: > 0 } version || root["items"].Element.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
            return new KubernetesError.Unexpected("the answer is no list");
        ImmutableArray<Projection> items =
        [
            .. root["items"].Items().Select(item => ObjectProjection.Project(item.Element, kind, rules)).OfType<Projection>(),
        ];
        return new KubernetesResult<WatchInput.Page>.Ok(new WatchInput.Page(items, metadata["continue"].Text(), version));
    }
}
