using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Apply;

/// <summary>Reads and writes metadata.managedFields.</summary>
internal static class ManagedFieldsCodec
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>What nobody owns, since the server decides it.</summary>
    public static readonly FieldSet Unowned = FieldSet.Of(
        [PathElement.Field("apiVersion"), PathElement.Field("kind"), PathElement.Field("metadata")],
        [KeyValuePair.Create(PathElement.Field("metadata"), FieldSet.Of(
            new[] { "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion" }
                .Select(PathElement.Field),
            []))]);

    /// <exception cref="FormatException">An entry is not what a server writes.</exception>
    public static ImmutableDictionary<ManagerIdentity, ManagedSet> Read(JsonObject? obj)
    {
        var result = ImmutableDictionary.CreateBuilder<ManagerIdentity, ManagedSet>();
        foreach (var entry in obj?["metadata"]?["managedFields"]?.AsArray() ?? [])
        {
            var apiVersion = (string)entry!["apiVersion"]!;
            var manager = (string?)entry["manager"] ?? "";
            var time = (string?)entry["time"] is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
            var identity = (string?)entry["operation"] == "Apply" ? ManagerIdentity.Applier(manager) : ManagerIdentity.Updater(manager, apiVersion);
            result[identity] = new ManagedSet(FieldSet.Parse(entry["fieldsV1"] as JsonObject ?? []), apiVersion, time);
        }
        return result.ToImmutable();
    }

    /// <summary>Applies before updates, each oldest first.</summary>
    public static void Write(JsonObject obj, ImmutableDictionary<ManagerIdentity, ManagedSet> managers)
    {
        var metadata = obj["metadata"] as JsonObject;
        if (metadata is null) obj["metadata"] = metadata = [];
        metadata.Remove("managedFields");
        if (managers.IsEmpty) return;
        metadata["managedFields"] = new JsonArray([.. managers
            .OrderBy(entry => entry.Key.IsApply ? 0 : 1)
            .ThenBy(entry => entry.Value.Time)
            .ThenBy(entry => entry.Key.Manager, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key)
            .Select(entry => Entry(entry.Key, entry.Value))]);
    }

    /// <summary>A copy without managedFields, which are no part of what is compared and merged.</summary>
    public static JsonObject Bare(JsonObject obj)
    {
        var bare = (JsonObject)obj.DeepClone();
        (bare["metadata"] as JsonObject)?.Remove("managedFields");
        return bare;
    }

    private static JsonObject Entry(ManagerIdentity identity, ManagedSet set)
    {
        var entry = new JsonObject
        {
            ["manager"] = identity.Manager,
            ["operation"] = identity.IsApply ? "Apply" : "Update",
            ["apiVersion"] = set.ApiVersion,
        };
        if (set.Time is { } time) entry["time"] = time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = set.Fields.ToJson();
        return entry;
    }
}
