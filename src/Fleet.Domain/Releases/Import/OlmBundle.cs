using System.Text;

namespace Fleet.Domain.Releases.Import;

/// <summary>What an <c>olm.bundle</c> tells of its release: version, images, minimum Kubernetes.</summary>
internal static class OlmBundle
{
    private const string Variable = "RELATED_IMAGE_";

    public static Release? Read(SourceNode.Map bundle, string entry, ImportProblems problems)
    {
        var fields = new FieldReader(bundle, entry, problems);
        var properties = fields.Items("properties").OfType<SourceNode.Map>().ToList();
        if (Version(properties, fields, entry, problems) is not { } version) return null;
        var (images, minKubernetes) = (new ReleaseImages(), MinKubernetes(Value(properties, "olm.csv.metadata")));
        foreach (var related in fields.Items("relatedImages").OfType<SourceNode.Map>()) images = Take(images, Text(related["name"]), Text(related["image"]));
        if (minKubernetes is null || RequiredImages.Missing(version, images).Any())
            foreach (var csv in Csvs(properties))
            {
                minKubernetes ??= MinKubernetes(csv["spec"] as SourceNode.Map);
                images = FromCsv(images, csv);
            }
        if (minKubernetes is { } text && !KubernetesVersions.TryRead(text, out minKubernetes))
            problems.Add(bundle.Line, $"{entry}: minKubeVersion is '{CatalogCheck.Short(text)}'", KubernetesVersions.Remedy);
        return new Release(version, images == new ReleaseImages() && !version.Minor.IsSupported ? null : images, minKubernetes);
    }

    private static ReleaseVersion? Version(List<SourceNode.Map> properties, FieldReader bundle, string entry, ImportProblems problems)
    {
        if (Value(properties, "olm.package") is not { } package)
        {
            problems.Add(bundle.Line, $"{entry} has no property olm.package", "add one with packageName and version, as opm render prints it");
            return null;
        }
        var fields = new FieldReader(package, entry, problems);
        _ = fields.Required("version", "write the release's version there");
        return fields.Parsed<ReleaseVersion>("version", "write MAJOR.MINOR.PATCH, for example 3.7.11");
    }

    private static ReleaseImages FromCsv(ReleaseImages images, SourceNode.Map csv)
    {
        foreach (var related in Items(At(csv, "spec", "relatedImages"))) images = Take(images, Text(related["name"]), Text(related["image"]));
        foreach (var deployment in Items(At(csv, "spec", "install", "spec", "deployments")))
            foreach (var container in Items(At(deployment, "spec", "template", "spec", "containers")))
                foreach (var variable in Items(container["env"]))
                    if (Text(variable["name"]) is { } name && name.StartsWith(Variable, StringComparison.Ordinal)) images = Take(images, name, Text(variable["value"]));
        return images;
    }

    // What is named first counts: the bundle's own list comes before what its operator is started with.
    private static ReleaseImages Take(ReleaseImages images, string? name, string? image)
    {
        if (name is null || string.IsNullOrEmpty(image)) return images;
        var component = Component(name);
        foreach (var field in RequiredImages.All)
            if (component == field.Component && field.Get(images) is null) return field.With(images, image);
        return images;
    }

    private static string Component(string name) =>
        (name.StartsWith(Variable, StringComparison.OrdinalIgnoreCase) ? name[Variable.Length..] : name).Replace('-', '_').ToLower(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<SourceNode.Map> Csvs(List<SourceNode.Map> properties)
    {
        foreach (var property in properties)
        {
            if (Text(property["type"]) != "olm.bundle.object" || Text(At(property, "value", "data")) is not { } data) continue;
            if (Decode(data) is { } text && JsonDocuments.Read(text).FirstOrDefault().Node is SourceNode.Map csv && Text(csv["kind"]) == "ClusterServiceVersion")
                yield return csv;
        }
    }

    private static string? Decode(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static string? MinKubernetes(SourceNode.Map? metadata) => Text(metadata?["minKubeVersion"]) is { Length: > 0 } text ? text : null;

    private static SourceNode.Map? Value(List<SourceNode.Map> properties, string type) =>
        properties.FirstOrDefault(property => Text(property["type"]) == type)?["value"] as SourceNode.Map;

    private static SourceNode? At(SourceNode.Map map, params ReadOnlySpan<string> path)
    {
        SourceNode? at = map;
        foreach (var name in path) at = (at as SourceNode.Map)?[name];
        return at;
    }

    private static IEnumerable<SourceNode.Map> Items(SourceNode? list) => (list as SourceNode.List)?.Items.OfType<SourceNode.Map>() ?? [];

    private static string? Text(SourceNode? node) => (node as SourceNode.Text)?.Value;
}
