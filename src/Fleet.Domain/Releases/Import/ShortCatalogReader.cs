namespace Fleet.Domain.Releases.Import;

/// <summary>Reads our own short form, <c>kind: ReleaseCatalog</c>; docs/catalog.md describes it.</summary>
internal static class ShortCatalogReader
{
    public const string ApiVersion = "quay-fleet/v1";
    public const string Kind = "ReleaseCatalog";
    private const string VersionRemedy = "write MAJOR.MINOR.PATCH, for example 3.7.11";

    public static ReleaseCatalog Read(SourceNode.Map root, CatalogSource source, ImportProblems problems)
    {
        var fields = new FieldReader(root, "the catalog", problems);
        if (fields.Required("apiVersion", $"write {ApiVersion}") is { } api && api != ApiVersion)
            problems.Add(fields.LineOf("apiVersion"), $"apiVersion is '{CatalogCheck.Short(api)}'", $"write {ApiVersion}");
        fields.Text("kind");
        var defaultChannel = fields.Text("defaultChannel");
        var releases = new Dictionary<ReleaseVersion, Release>();
        var channels = new SortedDictionary<string, List<ChannelEntry>>(StringComparer.Ordinal);
        var entries = 0;
        foreach (var item in fields.Items("releases"))
        {
            if (problems.IsFull) break;
            if (releases.Count == CatalogLimits.MostReleases)
            {
                problems.Add(item.Line, $"more than {CatalogLimits.MostReleases} releases", "take out what is older than the fleet runs");
                break;
            }
            if (item is SourceNode.Map map) Release(map);
            else problems.Add(item.Line, $"a release is {item.Shown}", "write a mapping with a version");
        }
        if (fields.LineOf("releases") is null) problems.Add(root.Line, "the catalog has no releases", "list them under releases");
        fields.NothingElse();
        return new ReleaseCatalog(
            [.. releases.Values], [.. channels.Select(channel => new ReleaseChannel(channel.Key, [.. channel.Value]))], defaultChannel);

        void Release(SourceNode.Map map)
        {
            var release = new FieldReader(map, $"release {map["version"]?.Shown ?? "without version"}", problems);
            _ = release.Required("version", VersionRemedy);
            var version = release.Parsed<ReleaseVersion>("version", VersionRemedy);
            var entry = new ChannelEntry(
                version ?? default,
                release.Parsed<ReleaseVersion>("replaces", VersionRemedy),
                release.ParsedItems<ReleaseVersion>("skips", VersionRemedy),
                release.Parsed<SkipRange>("skipRange", "write a range of versions, for example \">=3.6.0 <3.7.11\""));
            var read = new Release(version ?? default, Images(release, map, problems), MinKubernetes(release, problems), release.Text("schemaRevision"));
            var members = release.Texts("channels");
            release.NothingElse();
            if (version is not { } known) return;
            if (!releases.TryAdd(known, read))
            {
                problems.Add(map.Line, $"release '{known}' stands in the file twice", "keep one of the two");
                return;
            }
            source.Note(known, map.Line);
            if (members.IsEmpty && (entry.Replaces is not null || entry.SkipRange is not null || !entry.Skips.IsEmpty))
                problems.Add(map.Line, $"release '{known}' is in no channel, so what it replaces or skips means nothing", "name its channels, for example channels: [stable-3.7]");
            foreach (var channel in members.Distinct())
            {
                if ((entries += 1 + entry.Skips.Length) > CatalogLimits.MostEntries)
                {
                    problems.Add(map.Line, $"more than {CatalogLimits.MostEntries} channel entries", "take out what is older than the fleet runs");
                    return;
                }
                source.Note(channel, map.Line);
                source.Note(channel, known, map.Line);
                if (!channels.TryGetValue(channel, out var list)) channels[channel] = list = [];
                list.Add(entry);
            }
        }
    }

    private static ReleaseImages? Images(FieldReader release, SourceNode.Map map, ImportProblems problems)
    {
        if (release.Map("images") is not { } fields) return null;
        var images = new ReleaseImages();
        foreach (var field in RequiredImages.All)
            if (fields.Text(field.Field) is { } image) images = field.With(images, image);
        fields.NothingElse();
        if (images != new ReleaseImages()) return images;
        problems.Add(fields.Line, $"release {map["version"]?.Shown} names no images", "name each as NAME@sha256:DIGEST, or leave images out");
        return null;
    }

    private static string? MinKubernetes(FieldReader release, ImportProblems problems)
    {
        if (release.Text("minKubernetes") is not { } text) return null;
        if (KubernetesVersions.TryRead(text, out var version)) return version;
        problems.Add(release.LineOf("minKubernetes"), $"minKubernetes is '{CatalogCheck.Short(text)}'", KubernetesVersions.Remedy);
        return null;
    }
}
