using Fleet.Cli.Commands;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

/// <summary><c>quayfleet render</c> from files to exit code.</summary>
public sealed class RenderCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quayfleet-render");

    private string _registry = "metadata: {name: harbour, namespace: port}";
    private string _bundle = "stringData: {config.yaml: '{}'}";
    private string _facts = "release: {version: '3.7.10'}";

    [Fact]
    public async Task The_release_alone_is_enough_of_facts()
    {
        var (code, output, error) = await Run();
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("name: harbour-quay-app\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_would_be_blocked_is_shown_with_a_warning()
    {
        _registry = "{metadata: {name: harbour, namespace: port}, spec: {components: [{kind: redis, managed: false}]}}";
        var (code, _, error) = await Run();
        Assert.Equal(0, code);
        Assert.StartsWith("warning: would not be applied, ConfigInvalid: required component `redis`", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_cannot_be_rendered_ends_with_1()
    {
        _bundle = "stringData: {config.yaml: ''}";
        var (code, output, error) = await Run();
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("ConfigInvalid: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_the_cluster_lacks_ends_with_1()
    {
        _registry = "{metadata: {name: harbour, namespace: port}, spec: {components: [{kind: route, managed: true}]}}";
        _facts = "{release: {version: '3.7.10'}, cluster: {apis: {routes: false}}}";
        Assert.Equal(1, (await Run()).Code);
    }

    [Theory]
    [InlineData("release: {version: 3.10}", "facts.yaml: release.version: '3.1' will not do: put it in quotes, since it is text.")]
    [InlineData("release: {version: '3.x', minor: '2.9'}", "facts.yaml: release.minor: '2.9' will not do: choose one from 3.4 to 3.17.")]
    [InlineData("release: {version: '3.x'}", "facts.yaml: release.minor: nothing will not do: write the release's minor in quotes, as in \"3.7\".")]
    [InlineData("{release: {version: '3.7.1'}, cluster: {apis: {routes: maybe}}}", "facts.yaml: cluster.apis.routes: 'maybe' will not do: write true or false.")]
    [InlineData("[]", "facts.yaml: a list will not do: write a mapping, as kubectl prints it.")]
    public async Task Bad_facts_end_with_2_and_one_line_that_names_field_value_and_remedy(string facts, string line)
    {
        _facts = facts;
        var (code, output, error) = await Run();
        Assert.Equal((2, "", line), (code, output, error.TrimEnd()));
    }

    [Theory]
    [InlineData("metadata: {name: Harbour, namespace: port}", "registry.yaml: metadata.name: 'Harbour' will not do: use lower-case letters, digits and '-'.")]
    [InlineData("{metadata: {name: a, namespace: b}, spec: {components: [{kind: quay}]}}", "registry.yaml: spec.components[0].managed: nothing will not do: write true or false.")]
    [InlineData("kind: Secret", "registry.yaml: kind: 'Secret' will not do: write QuayRegistry.")]
    public async Task So_does_a_bad_registry(string registry, string line)
    {
        _registry = registry;
        var (code, _, error) = await Run();
        Assert.Equal((2, line), (code, error.TrimEnd()));
    }

    [Fact]
    public async Task Faults_of_a_secret_do_not_show_its_values()
    {
        _bundle = "data: {ssl.key: '%hidden'}";
        var (code, _, error) = await Run();
        Assert.Equal((2, "bundle.yaml: data.ssl.key: this is no base64: encode it, or move the text to stringData."), (code, error.TrimEnd()));
    }

    [Fact]
    public async Task A_missing_option_ends_with_2() => Assert.Equal(2, await QuayfleetCommand.RunAsync(["render"]));

    private async Task<(int Code, string Output, string Error)> Run()
    {
        string[] args =
        [
            "render",
            "--registry", Write("registry.yaml", _registry),
            "--bundle", Write("bundle.yaml", _bundle),
            "--facts", Write("facts.yaml", _facts),
        ];
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await QuayfleetCommand.RunAsync(args, output, error), output.ToString(), error.ToString());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
