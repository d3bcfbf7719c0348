using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class RegistryWriteTests(GatewayFixture gateway) : IAsyncLifetime
{
    private static int _last;
    private readonly HttpClient _client = gateway.Client();
    private readonly string _name = $"main{Interlocked.Increment(ref _last)}";

    private string One => $"api/v1/registries/written/quay/{_name}";

    public async ValueTask InitializeAsync()
    {
        await gateway.ShowAsync(Sample.Cluster("written"));
        await gateway.ShowAsync(Sample.Cluster("fenced"));
        await ShownAsync("written");
        await ShownAsync("fenced");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_registry_is_created_edited_and_deleted_by_its_version()
    {
        var dry = await SendAsync(HttpMethod.Post, "api/v1/clusters/written/registries?dryRun=true", Manifest());
        Assert.Equal(HttpStatusCode.OK, dry.Status);
        Assert.Contains("spec.configBundleSecret", dry.Body["changes"]!.AsArray().Select(change => (string?)change!["path"]));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, One + "/manifest")).Status);

        var created = await SendAsync(HttpMethod.Post, "api/v1/clusters/written/registries", Manifest());
        Assert.Equal((HttpStatusCode.Created, "\"u1@1\""), (created.Status, created.Tag));
        Assert.Equal("urn:quay-fleet:problem:registry-exists", (string?)(await SendAsync(HttpMethod.Post, "api/v1/clusters/written/registries", Manifest())).Body["type"]);

        var edited = await SendAsync(HttpMethod.Put, One, Manifest("other"), ifMatch: created.Tag);
        Assert.Equal((HttpStatusCode.OK, "\"u1@2\""), (edited.Status, edited.Tag));
        var change = Assert.Single(edited.Body["changes"]!.AsArray())!;
        Assert.Equal(("spec.configBundleSecret", "bundle", "other"), ((string?)change["path"], (string?)change["before"], (string?)change["after"]));

        var late = await SendAsync(HttpMethod.Put, One, Manifest("third"), ifMatch: created.Tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        Assert.Contains("resourceVersion 2, not 1", (string?)late.Body["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(HttpMethod.Put, One, Manifest("third"), ifMatch: "\"another-uid\"")).Status);
        Assert.Equal("other", (string?)(await SendAsync(HttpMethod.Get, One + "/manifest")).Body["spec"]!["configBundleSecret"]);

        var unsure = await SendAsync(HttpMethod.Delete, One + "?confirm=mian");
        Assert.Equal(HttpStatusCode.BadRequest, unsure.Status);
        Assert.Contains("databases and its bucket", (string?)unsure.Body["detail"], StringComparison.Ordinal);
        var told = await SendAsync(HttpMethod.Delete, One + "?dryRun=true");
        Assert.Contains(told.Body["lost"]!.AsArray(), lost => ((string?)lost)!.Contains("bucket", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete, $"{One}?confirm={_name}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, $"{One}?confirm={_name}")).Status);
    }

    [Fact]
    public async Task A_bad_manifest_names_every_field_and_reaches_no_cluster()
    {
        var (status, body, _) = await SendAsync(HttpMethod.Post, "api/v1/clusters/written/registries", """
            {"apiVersion":"v1","kind":"QuayRegistry","metadata":{"name":"Main","namespace":"quay","labels":{"a b":"c"}},
             "spec":{"components":[{"kind":"postgers","managed":true},{"kind":"redis"},{"kind":"redis","managed":true}]},"extra":1}
            """);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(
            ["#/extra", "#/apiVersion", "#/metadata/name", "#/metadata/labels/a b", "#/spec/components/0/kind", "#/spec/components/1/managed", "#/spec/components/2/kind"],
            body["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));
    }

    [Theory]
    [InlineData("{\"metadata\":{\"na\u00ff\":\"x\"}}")]
    [InlineData("{\"metadata\":{\"name\":\"x\u00ff\"}}")]
    [InlineData("{\"metadata\":{\"name\":\"a\",\"name\":\"b\"}}")]
    public async Task A_body_that_is_no_whole_JSON_is_refused_however_deep_the_fault(string latin1)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes(latin1));
        content.Headers.ContentType = new("application/json");
        var response = await _client.PostAsync("api/v1/clusters/written/registries", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Fields_of_somebody_else_are_taken_over_only_when_that_is_asked_for()
    {
        await SendAsync(HttpMethod.Post, "api/v1/clusters/written/registries", Manifest());
        var refused = await SendAsync(HttpMethod.Put, One, Manifest("theirs"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("\"kubectl\"", (string?)refused.Body["detail"], StringComparison.Ordinal);
        Assert.Contains("force=true", (string?)refused.Body["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, One + "?force=true", Manifest("theirs"))).Status);
    }

    [Fact]
    public async Task What_is_not_written_to_says_why_and_an_edit_is_in_the_audit_without_secret_values()
    {
        var fenced = await SendAsync(HttpMethod.Post, "api/v1/clusters/fenced/registries", Manifest());
        Assert.Equal((HttpStatusCode.Conflict, "urn:quay-fleet:problem:paused"), (fenced.Status, (string?)fenced.Body["type"]));

        var secret = Manifest().Replace("\"spec\":{", """
            "spec":{"components":[{"kind":"quay","managed":true,"overrides":{"env":[{"name":"PASS","value":"hunter2"}]}}],
            """, StringComparison.Ordinal);
        var created = await SendAsync(HttpMethod.Post, "api/v1/clusters/written/registries", secret);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.DoesNotContain("hunter2", created.Body.ToJsonString(), StringComparison.Ordinal);
        var line = gateway.Audit.Rows.Last(row => row.Action == "createRegistry" && row.Stage == "completed" && row.Resource == $"registry/written/quay/{_name}");
        Assert.Contains("(not shown)", line.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line.ToString(), StringComparison.Ordinal);
    }

    private Task ShownAsync(string cluster) => Testing.Wait.UntilAsync(
        async () => (await _client.GetAsync("api/v1/clusters/" + cluster, TestContext.Current.CancellationToken)).IsSuccessStatusCode, cluster + " is shown");

    private string Manifest(string bundle = "bundle") => $$"""
        {"apiVersion":"quay.redhat.com/v1","kind":"QuayRegistry","metadata":{"name":"{{_name}}","namespace":"quay"},"spec":{"configBundleSecret":"{{bundle}}"} }
        """;

    private async Task<(HttpStatusCode Status, JsonNode Body, string? Tag)> SendAsync(HttpMethod method, string path, string? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!, response.Headers.ETag?.ToString());
    }
}
