using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Domain.Tests.Quay;

/// <summary>Looks into rendered objects.</summary>
internal static class RenderedExtensions
{
    public static JsonNode Object(this RenderOutcome.Rendered rendered, string kind, string suffix) =>
        rendered.Objects.Single(item => item.Key.Kind.Kind == kind && item.Key.Name == $"harbour-{suffix}").Body;

    public static bool Has(this RenderOutcome.Rendered rendered, string kind, string suffix) =>
        rendered.Objects.Any(item => item.Key.Kind.Kind == kind && item.Key.Name == $"harbour-{suffix}");

    /// <summary>A generated Secret's files, by the suffix before the hash.</summary>
    public static Dictionary<string, string> Secret(this RenderOutcome.Rendered rendered, string suffix) =>
        (rendered.SecretBody(suffix)["data"]?.AsObject() ?? [])
        .ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(Convert.FromBase64String(file.Value!.GetValue<string>())));

    public static JsonObject SecretBody(this RenderOutcome.Rendered rendered, string suffix) =>
        rendered.Objects.Single(item => item.Key.Kind.Kind == "Secret"
            && (item.Key.Name == $"harbour-{suffix}" || (item.Key.Name.StartsWith($"harbour-{suffix}-", StringComparison.Ordinal) && item.Key.Name.Length == $"harbour-{suffix}-".Length + 10))).Body;

    /// <summary>Quay's configuration as it reads it.</summary>
    public static JsonObject Config(this RenderOutcome.Rendered rendered) =>
        YamlReader.Read(rendered.Secret("quay-config-secret")["config.yaml"])!.AsObject();

    public static string? Replicas(this RenderOutcome.Rendered rendered, string suffix) =>
        rendered.Object("Deployment", suffix)["spec"]!["replicas"]?.ToJsonString();

    public static JsonArray Env(this JsonNode deployment) => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();

    public static string? Value(this JsonArray env, string name) =>
        env.SingleOrDefault(variable => variable!["name"]!.GetValue<string>() == name)?["value"]?.GetValue<string>();
}
