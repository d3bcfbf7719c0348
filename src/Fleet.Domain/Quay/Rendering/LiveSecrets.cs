using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>A generated Secret as it stands on the cluster, with whatever name and bytes it was given by who deployed the registry.</summary>
public sealed record LiveSecret(string Name, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Data)
{
    public override string ToString() => $"{nameof(LiveSecret)} {Name}";
}

/// <summary>
/// The generated Secrets that a registry has on its cluster. A name carries the hash of the bytes, and pods refer to the name: one that says the
/// same in other words keeps name and bytes, so that nothing is rolled for them.
/// </summary>
public sealed record LiveSecrets(ImmutableArray<LiveSecret> NewestFirst)
{
    public static LiveSecrets None { get; } = new([]);

    /// <summary>The whole name of a rendered Secret, and what it is to hold.</summary>
    internal (string Name, GeneratedSecret Secret) Choose(GeneratedSecret rendered, string registry, ReleaseMinor minor)
    {
        var name = $"{registry}-{rendered.FullSuffix(registry, minor)}";
        if (rendered.Hashed is null || NewestFirst.Any(live => live.Name == name)) return (name, rendered);
        var stem = $"{registry}-{rendered.Suffix}-";
        return NewestFirst.FirstOrDefault(live => live.Name.StartsWith(stem, StringComparison.Ordinal) && rendered.IsServedBy(live.Data)) is { } kept
            ? (kept.Name, rendered with { Data = kept.Data })
            : (name, rendered);
    }

    /// <summary>Whether files say the same: YAML by its values, everything else by its bytes.</summary>
    internal static bool SaysTheSame(
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> one, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> other) =>
        one.Count == other.Count && one.All(file => other.TryGetValue(file.Key, out var content) && SaysTheSame(file.Key, file.Value, content));

    private static bool SaysTheSame(string file, ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        if (one.Span.SequenceEqual(other.Span)) return true;
        if (!file.EndsWith(".yaml", StringComparison.Ordinal)) return false;
        try
        {
            return JsonNode.DeepEquals(YamlReader.Read(Encoding.UTF8.GetString(one.Span)), YamlReader.Read(Encoding.UTF8.GetString(other.Span)));
        }
        catch (YamlFormatException)
        {
            return false;
        }
    }

    public override string ToString() => nameof(LiveSecrets);
}
