using System.Collections.Immutable;
using System.Text;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>A Secret made while rendering.</summary>
/// <param name="Hashed">What its name is derived from, where that is not <paramref name="Data"/>; null for a stable name.</param>
internal sealed record GeneratedSecret(
    ComponentKind Owner,
    string Suffix,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Data,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? Hashed)
{
    /// <summary>A Secret of text files whose name carries its content's hash.</summary>
    public static GeneratedSecret Of(ComponentKind owner, string suffix, params IEnumerable<(string Key, string? Text)> files)
    {
        var data = Files(files);
        return new GeneratedSecret(owner, suffix, data, data);
    }

    /// <summary>Whatever stands under the same files' names does as well.</summary>
    public bool Interchangeable { get; init; }

    public GeneratedSecret WithStableName() => this with { Hashed = null };

    /// <summary>Whether what stands on the cluster does what this is for.</summary>
    public bool IsServedBy(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> live) =>
        Interchangeable ? live.Keys.SequenceEqual(Data.Keys) : LiveSecrets.SaysTheSame(Data, live);

    public static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files(IEnumerable<(string Key, string? Text)> files) =>
        files.Where(file => file.Text is not null).ToImmutableSortedDictionary(
            file => file.Key, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text!), StringComparer.Ordinal);

    /// <summary>The suffix and, unless the name is stable, the content's hash.</summary>
    public string FullSuffix(string registryName, ReleaseMinor minor) =>
        Hashed is null ? Suffix : $"{Suffix}-{ContentHash.Of($"{registryName}-{Suffix}", Hashed, minor)}";

    /// <param name="fullSuffix">See <see cref="FullSuffix"/>; given, since hashing a configuration costs more than writing it.</param>
    public Manifest ToManifest(string fullSuffix) =>
        new(ResourceKind.Secret, "v1", fullSuffix, Yml.Map(
            ("type", "Opaque"),
            ("data", Data.IsEmpty ? null : Yml.Map(Data.Select(file => (file.Key, (System.Text.Json.Nodes.JsonNode?)Convert.ToBase64String(file.Value.Span)))))))
        {
            Owner = Owner,
        };

    public override string ToString() => $"{nameof(GeneratedSecret)} {Suffix}";
}
