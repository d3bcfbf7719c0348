using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

/// <summary>Config editors show no credentials: only the path that they were given admits them.</summary>
public sealed class EditorCallsTests(EditorCallsTests.Gateway gateway) : IClassFixture<EditorCallsTests.Gateway>
{
    private const string Config = """{"config.yaml":{"FEATURE_X":true},"certs":{"extra_ca_certs/a.crt":"YQ=="},"namespace":"quay","quayRegistryName":"main"}""";

    public sealed class Gateway : GatewayFixture;

    [Fact]
    public async Task An_editor_is_let_in_by_its_path_where_the_cluster_says_so_and_what_it_sends_is_in_no_audit()
    {
        using var admin = gateway.Client();
        await ShowAsync(admin);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("editor/team-editor/quay/main/known/reconfigure", Config)).StatusCode);

        await PutPolicyAsync(admin, """{"reconfigureUrl":"https://fleet.example.com"}""");
        var before = gateway.Audit.Rows.Count;
        foreach (var path in (string[])["team-editor/quay/main/guessed", "team-editor/quay/other/known", "nobody/quay/main/known", "No_Body/quay/main/known"])
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync($"editor/{path}/reconfigure", Config)).StatusCode);
        Assert.Equal(before, gateway.Audit.Rows.Count);

        var answer = await PostAsync("editor/team-editor/quay/main/known/reconfigure", Config);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"status":"success"}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var rows = gateway.Audit.Rows.Skip(before).ToList();
        Assert.Equal(["requested", "completed"], rows.Select(row => row.Stage));
        Assert.All(rows, row => Assert.Equal(("config editor", "reconfigureFromEditor", "registry/team-editor/quay/main"), (row.Actor, row.Action, row.Resource)));
        Assert.All(rows, row => Assert.DoesNotContain("FEATURE_X", row.ToString(), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await admin.GetAsync("editor/team-editor/quay/main/known/reconfigure", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("""{"config.yaml":{"bad":1}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"config.yaml":{},"namespace":"other"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"config.yaml":{},"certs":{"a":"no base64!"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"config.yaml":{}}""", HttpStatusCode.OK)]
    public async Task The_same_is_a_call_of_the_API_that_says_what_will_not_do(string body, HttpStatusCode status)
    {
        using var admin = gateway.Client();
        await ShowAsync(admin);
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        var answer = await admin.PostAsync("api/v1/registries/team-editor/quay/main/reconfigure", content, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.OK) Assert.Equal("after", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["changes"]![0]!["after"]);
    }

    [Fact]
    public async Task A_body_beyond_what_a_Secret_can_hold_is_not_read()
    {
        using var admin = gateway.Client();
        await ShowAsync(admin);
        using var content = new StringContent($$$"""{"config.yaml":{"a":"{{{new string('x', 3 << 20)}}}"}}""", new MediaTypeHeaderValue("application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await admin.PostAsync("api/v1/registries/team-editor/quay/main/reconfigure", content, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("""{"images":{"kway":"a:1"},"reconfigureUrl":"ftp://x","namespaces":["No"]}""", "#/images", "#/reconfigureUrl", "#/namespaces")]
    [InlineData("""{"images":{"quay":"untagged"}}""", "#/images")]
    [InlineData("""{"namespaces":[null],"tolerations":["*",null]}""", "#/namespaces", "#/tolerations", "#/tolerations")]
    [InlineData("""{"httpProxy":"http://me:mine@proxy:3128","httpsProxy":"proxy:3128","noProxy":"a, b"}""", "#/httpProxy", "#/httpsProxy", "#/noProxy")]
    public async Task A_bad_policy_names_every_field(string body, params string[] pointers)
    {
        using var admin = gateway.Client();
        await ShowAsync(admin);
        var answer = await PutPolicyAsync(admin, body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("me:mine", told, StringComparison.Ordinal);
        Assert.Equal(pointers, JsonNode.Parse(told)!["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));
    }

    private async Task ShowAsync(HttpClient admin)
    {
        await admin.PostAsync("api/v1/clusters", new StringContent("""{"name":"team-editor","kubeconfig":"k"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        await gateway.ShowAsync(Sample.Registry("team-editor/quay/main"));
        await Wait.UntilAsync(
            async () => (await admin.GetAsync("api/v1/registries/team-editor/quay/main", TestContext.Current.CancellationToken)).IsSuccessStatusCode, "the gateway shows the registry");
    }

    private static Task<HttpResponseMessage> PutPolicyAsync(HttpClient admin, string body) =>
        admin.PutAsync("api/v1/clusters/team-editor/policy", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var nobody = gateway.Client(null);
        return await nobody.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
    }
}
