using System.Collections.Immutable;
using System.Text.Json;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Domain.Projections;

/// <summary>Reads a QuayRegistry whole: it is small, and it is the fleet's input.</summary>
internal static class QuayRegistryProjection
{
    public static QuayRegistry Project(Field root, Identity identity)
    {
        var (metadata, spec) = (root["metadata"], root["spec"]);
        return new QuayRegistry(
            identity.Namespace,
            identity.Name,
            identity.Uid,
            identity.ResourceVersion,
            identity.Generation,
            Texts(metadata["labels"]) ?? ImmutableSortedDictionary<string, string>.Empty,
            Texts(metadata["annotations"]) ?? ImmutableSortedDictionary<string, string>.Empty,
            [.. metadata["finalizers"].Items().Select(finalizer => finalizer.Text()).OfType<string>()],
            metadata["deletionTimestamp"].Time(),
            spec["configBundleSecret"].Text() is { Length: > 0 } bundle ? bundle : null,
            [.. spec["components"].Items().Select(Component)],
            Status(root["status"]));
    }

    private static ComponentSpec Component(Field component) => new(
        component["kind"].Text() ?? "",
        component["managed"].Flag(),
        component["overrides"].AsObject() is { } overrides ? Overrides(overrides) : null);

    private static ComponentOverrides Overrides(Field overrides) => new(
        overrides["volumeSize"].TextOrNumber(),
        overrides["env"].CompactJson(JsonValueKind.Array, "a list"),
        overrides["replicas"].Count(),
        overrides["affinity"].CompactJson(JsonValueKind.Object, "an object"),
        Texts(overrides["labels"]),
        Texts(overrides["annotations"]),
        overrides["resources"].CompactJson(JsonValueKind.Object, "an object"),
        overrides["storageClassName"].Text(),
        overrides["securityContext"].CompactJson(JsonValueKind.Object, "an object"));

    private static QuayRegistryStatus Status(Field status) => status.IsAbsent
        ? QuayRegistryStatus.Empty
        : new QuayRegistryStatus(
            status["currentVersion"].Text(),
            status["registryEndpoint"].Text(),
            status["configEditorEndpoint"].Text(),
            status["configEditorCredentialsSecret"].Text(),
            status["lastUpdated"].Text(),
            [.. status["conditions"].Items().Select(ReadCondition)],
            status["components"].CompactJson(JsonValueKind.Array, "a list"));

    private static Condition ReadCondition(Field condition) => new(
        condition["type"].Text() ?? "",
        condition["status"].Text() ?? "",
        condition["reason"].Text() ?? "",
        condition["message"].Text() ?? "",
        condition["lastUpdateTime"].Time(),
        condition["lastTransitionTime"].Time());

    private static ImmutableSortedDictionary<string, string>? Texts(Field map)
    {
        if (map.IsAbsent) return null;
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Members())
            if (value.Text() is { } text)
                texts[name] = text;
        return texts.ToImmutable();
    }
}
