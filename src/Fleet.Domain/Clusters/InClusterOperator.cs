using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Domain.Clusters;

/// <summary>
/// What an in-cluster Quay Operator was given: the fleet that takes its registries over renders them with the same. It is read from the operator's
/// Deployment while that is there, and kept when it has gone.
/// </summary>
/// <param name="Version">The version it rolls out, as it stands in <c>status.currentVersion</c>; null when it does not say.</param>
/// <param name="Images">Of that version.</param>
/// <param name="Settings">May hold a proxy's password.</param>
public sealed record InClusterOperator(string? Version, ReleaseImages Images, OperatorSettings Settings)
{
    private const string RelatedImage = "RELATED_IMAGE_";

    /// <summary>Reads the operator's Deployment. What it does not say is absent.</summary>
    public static InClusterOperator Read(JsonObject deployment)
    {
        var template = deployment["spec"]?["template"];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in (template?["spec"]?["containers"] as JsonArray ?? []).SelectMany(container => container?["env"] as JsonArray ?? []))
            if (Text(variable?["name"]) is { } name && (Text(variable?["value"]) ?? FromField(Text(variable?["valueFrom"]?["fieldRef"]?["fieldPath"]))) is { Length: > 0 } value)
                environment[name] = value;

        return new InClusterOperator(
            Value("QUAY_VERSION"),
            RequiredImages.All.Aggregate(
                new ReleaseImages(),
                (images, field) => Value(RelatedImage + field.Component.ToUpperInvariant()) is { } image ? field.With(images, image) : images),
            new OperatorSettings(
                Value("MY_POD_NAMESPACE") ?? "",
                Value("DEV_OPERATOR_ENDPOINT"),
                Value("QUAY_DEFAULT_BRANDING") == "redhat",
                Value("SKIP_RESOURCE_REQUESTS") == "true",
                Value("HTTP_PROXY") ?? Value("http_proxy") ?? "",
                Value("HTTPS_PROXY") ?? Value("https_proxy") ?? "",
                Value("NO_PROXY") ?? Value("no_proxy") ?? ""));

        string? Value(string name) => environment.GetValueOrDefault(name);

        string? FromField(string? path) => path switch
        {
            "metadata.namespace" => Text(deployment["metadata"]?["namespace"]),
            not null when path.StartsWith("metadata.annotations['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) =>
                Text(template?["metadata"]?["annotations"]?[path["metadata.annotations['".Length..^2]]),
            _ => null,
        };
    }

    /// <summary>
    /// The choice with the operator's own images where its own version is to run, also when no catalog has that version: what it deployed is known
    /// all the same.
    /// </summary>
    /// <param name="current">What runs.</param>
    public VersionChoice Apply(VersionChoice choice, string? current) => choice switch
    {
        VersionChoice.Run run when run.Release.Version == Version => run with { Release = run.Release with { Images = Images.Or(run.Release.Images) } },
        VersionChoice.Leave { Why.Code: BlockerCodes.VersionUnknown } leave
            when leave.Asked == Version && Version == current && ReleaseMinor.TryParse(Version, null, out var minor) && minor.IsSupported =>
            new VersionChoice.Run(new QuayRelease(Version, minor, Images.Or(DefaultImages.Of(minor))), leave.Pending),
        _ => choice,
    };

    public override string ToString() => $"Quay Operator {Version} in {Settings.Namespace}";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
