using System.Net;
using System.Text.Json.Nodes;

namespace Fleet.Testing;

/// <summary>Installs CustomResourceDefinitions.</summary>
public static class Crds
{
    private const string Path = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    public static async Task InstallAsync(AdminClient admin, string yaml)
    {
        JsonObject crd;
        try
        {
            crd = await admin.CreateYamlAsync(Path, yaml);
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return; // another test's
        }

        var spec = crd["spec"]!;
        var resource = $"apis/{(string)spec["group"]!}/{(string)spec["versions"]![0]!["name"]!}/{(string)spec["names"]!["plural"]!}";
        await Wait.UntilAsync(async () => await admin.StatusOfAsync(resource) == HttpStatusCode.OK, $"{resource} is served");
    }

    /// <summary>Creates a CustomResourceDefinition of which only the names matter: any content is kept.</summary>
    public static Task InstallOpenAsync(AdminClient admin, string group, string kind, string plural, string version) =>
        InstallAsync(admin, Open(group, kind, plural, version));

    public static string Open(string group, string kind, string plural, string version) =>
        $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: {{plural}}.{{group}}}
        spec:
          group: {{group}}
          scope: Namespaced
          names: {kind: {{kind}}, listKind: {{kind}}List, plural: {{plural}}, singular: {{plural.TrimEnd('s')}}}
          versions:
            - name: {{version}}
              served: true
              storage: true
              subresources: {status: {} }
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true} }
        """;
}
