using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Gateway.Tests.Http;
using Xunit;

namespace Fleet.Gateway.Tests.Cli;

/// <summary>Catalogs from the command line through the API. In one class, since there is one catalog: its tests run one after the other.</summary>
public sealed class CatalogTests(GatewayFixture gateway)
{
    private const string Digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string Images =
        $"{{quay: registry.example.com/quay{Digest}, clair: registry.example.com/clair{Digest}, postgres: registry.example.com/postgres{Digest}, redis: registry.example.com/redis{Digest}}}";

    [Fact]
    public async Task A_catalog_is_compared_imported_listed_and_leads_to_its_releases()
    {
        var file = await WriteAsync("ours.yaml", $"- {{version: 3.7.99, channels: [stable-3.7, ours], replaces: 3.7.11, schemaRevision: abc, images: {Images}}}");
        var diff = await RunAsync("catalog", "diff", file);
        Assert.Equal(ExitCode.Done, diff.Code);
        Assert.Contains("+ release 3.7.99\n+ channel ours with head 3.7.99\n~ channel stable-3.7 head: 3.7.11 → 3.7.99\n", diff.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("3.7.99", (await RunAsync("get", "releases")).Output, StringComparison.Ordinal);

        var imported = JsonNode.Parse((await RunAsync("catalog", "import", file, "-o", "json")).Output)!;
        Assert.Equal(("ours", false, 1), ((string?)imported["name"], (bool)imported["dryRun"]!, imported["added"]!.AsArray().Count));
        Assert.Contains("would change nothing", (await RunAsync("catalog", "diff", file)).Error, StringComparison.Ordinal);

        var listed = JsonNode.Parse((await RunAsync("get", "releases", "-o", "json")).Output)!["items"]!.AsArray();
        var release = listed.Single(item => (string?)item!["version"] == "3.7.99")!;
        Assert.Equal("registry.example.com/quay" + Digest, (string?)release["images"]!["quay"]);
        Assert.Equal("3.7.11", (string?)release["channels"]![1]!["replaces"]);
        Assert.Null(listed.Single(item => (string?)item!["version"] == "3.7.11")!["images"]);
        Assert.Contains("release/3.7.99", (await RunAsync("get", "releases", "-o", "name")).Output, StringComparison.Ordinal);
        Assert.Contains("SKIP-RANGE", (await RunAsync("get", "releases", "-o", "wide")).Output, StringComparison.Ordinal);

        var path = await RunAsync("releases", "path", "3.6.1", "3.7.99");
        Assert.Equal(["FROM", "3.6.1", "3.7.10", "3.7.11"], path.Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]));
        var none = await RunAsync("releases", "path", "3.7.99", "3.6.1");
        Assert.Equal((ExitCode.Failed, "3.6.1 is older than 3.7.99: upgrades lead to newer releases only.\n"), (none.Code, none.Error));
        Assert.Equal(ExitCode.BadInput, (await RunAsync("releases", "path", "latest", "3.7.11")).Code);
    }

    [Fact]
    public async Task What_is_wrong_with_a_catalog_is_a_line_each_and_nothing_changes()
    {
        var before = (await RunAsync("get", "releases", "-o", "json")).Output;
        var file = await WriteAsync("broken.yaml", $"- {{version: 3.7, images: {Images}}}\n- {{version: 3.7.98, images: {{quay: quay:latest}}, channels: [x]}}\n- {{version: 3.7.97, chanels: [x]}}");
        var refused = await RunAsync("catalog", "import", file);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Equal(
            ["broken.yaml:4: ", "broken.yaml:6: "],
            refused.Error.TrimEnd().Split('\n').Select(line => line[..15]));
        Assert.Equal(before, (await RunAsync("get", "releases", "-o", "json")).Output);

        using var client = gateway.Client();
        var answer = await client.PostAsJsonAsync(
            "api/v1/catalogs/broken", new ImportCatalog(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync<Problem>(JsonSerializerOptions.Web, TestContext.Current.CancellationToken))!;
        Assert.Equal([("#/content", 4), ("#/content", 6)], problem.Errors!.Select(error => (error.Pointer!, error.Line!.Value)));
    }

    [Theory]
    [InlineData("catalog import /nowhere.yaml")]
    [InlineData("catalog import")]
    [InlineData("get releases 3.7.11")]
    [InlineData("get releases -l a=b")]
    [InlineData("get releases --watch")]
    [InlineData("releases path 3.7.11")]
    public async Task Bad_usage_is_one_line_and_ends_with_2(string arguments)
    {
        var (code, _, error) = await RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("catalogs/Bad_Name", "{\"content\":\"x\"}", HttpStatusCode.BadRequest, "name")]
    [InlineData("catalogs/a?dryrun=true", "{\"content\":\"x\"}", HttpStatusCode.BadRequest, "dryrun")]
    [InlineData("catalogs/a?dryRun=maybe", "{\"content\":\"x\"}", HttpStatusCode.BadRequest, "dryRun")]
    [InlineData("catalogs/a", "{}", HttpStatusCode.UnprocessableEntity, "content")]
    [InlineData("catalogs/a", "{\"text\":\"x\"}", HttpStatusCode.BadRequest, "text")]
    public async Task What_the_import_cannot_use_is_named(string path, string body, HttpStatusCode status, string named)
    {
        using var client = gateway.Client();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await client.PostAsync("api/v1/" + path, content, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Releases_are_paged_and_chosen_by_channel()
    {
        using var client = gateway.Client();
        var first = await PageAsync(client, "limit=2");
        Assert.Equal(["3.4.0", "3.5.8"], first.Items.Select(release => release.Version));
        var second = await PageAsync(client, "limit=2&continue=" + first.Continue);
        Assert.Equal("3.6.1", second.Items[0].Version);
        Assert.Equal(["3.6.1"], (await PageAsync(client, "channel=stable-3.6")).Items.Select(release => release.Version));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("api/v1/releases?chanel=x", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<ItemList<Release>> PageAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync<ItemList<Release>>("api/v1/releases?" + query, JsonSerializerOptions.Web, TestContext.Current.CancellationToken))!;

    private async Task<string> WriteAsync(string name, string releases)
    {
        var file = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, name);
        await File.WriteAllTextAsync(file, "apiVersion: quay-fleet/v1\nkind: ReleaseCatalog\nreleases:\n" + releases, TestContext.Current.CancellationToken);
        return file;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await QuayfleetCommand.RunAsync(
            [.. arguments, "--server", gateway.Address, .. arguments.Contains("--token-file") ? (ReadOnlySpan<string>)[] : ["--token-file", gateway.TokenFile]],
            new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
