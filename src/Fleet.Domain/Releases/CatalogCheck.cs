using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>Whether a catalog is consistent: every channel has one head, no release replaces itself in the end, and every release has its images.</summary>
public static class CatalogCheck
{
    private const int NamedAtMost = 8;

    /// <param name="source">Where what was imported stands; what it does not have has no line.</param>
    /// <param name="mayLackImages">Releases whose minor's default images are rendered.</param>
    public static IEnumerable<CatalogProblem> Problems(ReleaseCatalog catalog, CatalogSource source, Func<ReleaseVersion, bool> mayLackImages) =>
        catalog.Channels.SelectMany(channel => Problems(catalog, channel, source))
            .Concat(catalog.Releases.SelectMany(release => Problems(release, source, mayLackImages)));

    private static IEnumerable<CatalogProblem> Problems(ReleaseCatalog catalog, ReleaseChannel channel, CatalogSource source)
    {
        foreach (var entry in channel.Entries.Where(entry => catalog.Find(entry.Version) is null))
            yield return source.Problem(
                source.LineOf(channel.Name, entry.Version), $"channel '{channel.Name}' has '{entry.Version}', which is no release of the catalog", "add the release, or take it out of the channel");
        if (Cycle(channel.Entries) is { IsEmpty: false } cycle)
        {
            yield return source.Problem(
                source.LineOf(channel.Name, cycle[0]),
                $"channel '{channel.Name}' has a cycle in replaces: {string.Join(" replaces ", cycle.Take(NamedAtMost).Append(cycle[0]))}",
                "let the oldest of them replace nothing, or something older");
            yield break;
        }
        switch (ReleaseChannel.HeadsOf(channel.Entries))
        {
            case []:
                yield return source.Problem(
                    source.LineOf(channel.Name), $"channel '{channel.Name}' has no head", "give it an entry that no other replaces or skips");
                break;
            case [_]:
                break;
            case var heads:
                yield return source.Problem(
                    source.LineOf(channel.Name, heads[^1]) ?? source.LineOf(channel.Name),
                    $"channel '{channel.Name}' has no single head but {string.Join(", ", heads.Take(NamedAtMost))}{(heads.Length > NamedAtMost ? " and more" : "")}",
                    "let the newest replace or skip the others");
                break;
        }
    }

    private static IEnumerable<CatalogProblem> Problems(Release release, CatalogSource source, Func<ReleaseVersion, bool> mayLackImages)
    {
        if (release.Images is not { } images)
        {
            if (release.IsRendered && !mayLackImages(release.Version))
                yield return source.Problem(
                    source.LineOf(release.Version), $"release '{release.Version}' names no images", $"add images: {Names(release.Version, new ReleaseImages())}, each as NAME@sha256:DIGEST");
            yield break;
        }
        if (Names(release.Version, images) is { Length: > 0 } missing)
            yield return source.Problem(source.LineOf(release.Version), $"release '{release.Version}' names no image for {missing}", "add each as NAME@sha256:DIGEST");
        foreach (var field in RequiredImages.All)
            if (field.Get(images) is { } image && !RequiredImages.IsByDigest(image))
                yield return source.Problem(
                    source.LineOf(release.Version), $"release '{release.Version}' has the image '{Short(image)}' for {field.Field}", "name it by its content, as NAME@sha256: and 64 hexadecimal digits");
    }

    private static string Names(ReleaseVersion version, ReleaseImages images) =>
        string.Join(", ", RequiredImages.Missing(version, images).Select(field => field.Field));

    // Each entry replaces at most one: whoever follows that back and comes to where this walk has been goes in circles.
    private static ImmutableArray<ReleaseVersion> Cycle(ImmutableArray<ChannelEntry> entries)
    {
        var replaces = entries.Where(entry => entry.Replaces is not null).ToDictionary(entry => entry.Version, entry => entry.Replaces!.Value);
        var walks = new Dictionary<ReleaseVersion, int>();
        for (var walk = 0; walk < entries.Length; walk++)
        {
            var at = entries[walk].Version;
            while (walks.TryAdd(at, walk) && replaces.TryGetValue(at, out var before)) at = before;
            if (walks[at] != walk || !replaces.ContainsKey(at)) continue;
            var cycle = ImmutableArray.CreateBuilder<ReleaseVersion>();
            var next = at;
            do cycle.Add(next);
            while ((next = replaces[next]) != at);
            return cycle.ToImmutable();
        }
        return [];
    }

    internal static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
