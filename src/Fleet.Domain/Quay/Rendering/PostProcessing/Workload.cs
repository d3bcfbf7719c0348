using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>A Deployment or Job as far as post-processing changes it.</summary>
internal sealed record Workload(JsonObject Body)
{
    public JsonObject Spec => Body.Child("spec");

    public JsonObject Metadata => Body.Child("metadata");

    public JsonObject PodMetadata => Spec.Child("template").Child("metadata");

    public JsonObject PodSpec => Spec.Child("template").Child("spec");

    public string Name => Metadata["name"]!.GetValue<string>();

    /// <summary>Regular containers; init containers are never touched.</summary>
    public IEnumerable<JsonObject> Containers => PodSpec.Items("containers");

    /// <summary>
    /// The component whose overrides it follows. Until 3.10 the annotation of Clair's database does not match its kind's name, and its
    /// overrides have no effect.
    /// </summary>
    public ComponentKind? Component(ReleaseMinor minor)
    {
        var annotation = Metadata.Child("annotations")["quay-component"]?.GetValue<string>();
        if (minor.AtLeast(3, 11)) annotation = annotation?.Replace("-", "", StringComparison.Ordinal);
        return ComponentKinds.TryParse(annotation, out var kind) ? kind : null;
    }

    /// <summary>Sets variables in all containers: in place where the name is there, else at the end.</summary>
    public void UpsertEnv(string? envJson)
    {
        if (envJson is null || JsonNode.Parse(envJson) is not JsonArray variables) return;
        foreach (var variable in variables.OfType<JsonObject>()) UpsertEnv(variable);
    }

    public void UpsertEnv(JsonObject variable)
    {
        var name = variable["name"]?.GetValue<string>();
        foreach (var container in Containers)
        {
            if (container["env"] is not JsonArray env) container["env"] = env = [];
            var place = env.ToList().FindIndex(item => item?["name"]?.GetValue<string>() == name);
            if (place < 0) env.Add(variable.DeepClone());
            else env[place] = variable.DeepClone();
        }
    }

    public void SetSecurityContext(string? json)
    {
        if (json is null) return;
        foreach (var container in Containers) container["securityContext"] = JsonNode.Parse(json);
    }

    public void DropResources()
    {
        foreach (var container in Containers) container.Remove("resources");
    }
}
