using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Fleet.Domain.Projections;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// What the in-cluster operator still owns of an object that the fleet has taken over. Where both own a field it would stay for ever once the
/// fleet sends it no more: the API server removes a field only with its last owner.
/// </summary>
public static class OperatorFields
{
    /// <summary>JSON pointers to the operator's entries in <c>metadata.managedFields</c>, last first, so that removing one moves no other. The
    /// status is the status controller's matter.</summary>
    public static ImmutableArray<string> EntriesIn(JsonElement obj)
    {
        if (obj.ValueKind != JsonValueKind.Object) return [];
        var entries = new Field(obj, "", [])["metadata"]["managedFields"].Items().ToList();
        return
        [
            .. entries.Index()
                .Where(entry => entry.Item["manager"].Text() == ObjectProjection.Operator && entry.Item["subresource"].Text() is null or "")
                .Select(entry => string.Create(CultureInfo.InvariantCulture, $"/metadata/managedFields/{entry.Index}"))
                .Reverse(),
        ];
    }
}
