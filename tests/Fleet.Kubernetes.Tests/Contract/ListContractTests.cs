using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;
using static Fleet.Kubernetes.Tests.Contract.Results;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>What parameters of lists and watches mean, and how malformed ones are refused.</summary>
public abstract class ListContractTests(IContractServer server) : IAsyncLifetime
{
    private string _ns = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Path => $"api/v1/namespaces/{_ns}/configmaps";

    public async ValueTask InitializeAsync() => _ns = await server.CreateNamespaceAsync("lists");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("limit=abc", "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("limit=", "strconv.ParseInt: parsing \"\": invalid syntax")]
    [InlineData("limit=1.5", "strconv.ParseInt: parsing \"1.5\": invalid syntax")]
    [InlineData("limit=99999999999999999999", "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("timeoutSeconds=abc", "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("watch=1&timeoutSeconds=abc", "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("watch=1&timeoutSeconds=99999999999999999999", "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("watch=1&limit=x", "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("continue=!!!", "invalid continue token: continue key is not valid: illegal base64 data at input byte 0")]
    [InlineData("continue=abc", "invalid continue token: continue key is not valid: ")]
    [InlineData("fieldSelector=foo", "invalid selector: 'foo'; can't understand 'foo'")]
    [InlineData("fieldSelector=foo=bar", "\"foo\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("fieldSelector=involvedObject.name=a", "\"involvedObject.name\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("labelSelector=a%20b", "unable to parse requirement: ")]
    public async Task A_malformed_parameter_is_a_bad_request(string query, string message)
    {
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?{query}");
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (code, (string?)status["reason"]));
        Assert.StartsWith(message, (string?)status["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "server does not recognize this encoded version \"\"")]
    [InlineData("{}", "server does not recognize this encoded version \"\"")]
    [InlineData("12", "json: cannot unmarshal number into Go value of type etcd3.continueToken")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type etcd3.continueToken")]
    [InlineData("{\"v\":1}", "json: cannot unmarshal number into Go struct field continueToken.v of type string")]
    [InlineData("{\"v\":\"1\"}", "server does not recognize this encoded version \"1\"")]
    [InlineData("{\"v\":\"meta.k8s.io/v1\",\"rv\":\"x\",\"start\":\"a\"}", "json: cannot unmarshal string into Go struct field continueToken.rv of type int64")]
    [InlineData("{\"v\":\"meta.k8s.io/v1\",\"rv\":0,\"start\":\"a\"}", "incorrect encoded start resourceVersion (version meta.k8s.io/v1)")]
    [InlineData("{\"v\":\"meta.k8s.io/v1\",\"rv\":7}", "encoded start key empty (version meta.k8s.io/v1)")]
    [InlineData("{\"v\":\"meta.k8s.io/v1\",\"rv\":7,\"start\":\"/../b\"}", "/../b")]
    public async Task A_continue_token_of_another_make_is_a_bad_request(string token, string why)
    {
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?limit=1&continue={Encode(token)}");
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (code, (string?)status["reason"]));
        Assert.Equal($"invalid continue token: continue key is not valid: {why}", (string?)status["message"]);
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", "resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersion=0&resourceVersionMatch=Exact", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersion=1&resourceVersionMatch=Foo", "Unsupported value: \"Foo\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("watch=1&resourceVersion=1&resourceVersionMatch=Exact", "resourceVersionMatch is forbidden for watch")]
    public async Task A_version_match_that_makes_no_sense_is_invalid(string query, string why)
    {
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?{query}");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Invalid"), (code, (string?)status["reason"]));
        Assert.EndsWith(why, (string?)status["message"], StringComparison.Ordinal);
        Assert.Equal("resourceVersionMatch", (string?)status["details"]!["causes"]![0]!["field"]);
    }

    [Theory]
    [InlineData("resourceVersion=abc", "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("watch=1&resourceVersion=-1", "resourceVersion: Invalid value: \"-1\": strconv.ParseUint: parsing \"-1\": invalid syntax")]
    [InlineData("resourceVersion=999999999&resourceVersionMatch=Exact", "etcdserver: mvcc: required revision is a future revision")]
    public async Task A_version_that_cannot_be_is_an_error_of_the_server(string query, string message)
    {
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?{query}");
        Assert.Equal((HttpStatusCode.InternalServerError, null, message), (code, (string?)status["reason"], (string?)status["message"]));
    }

    [Theory]
    [InlineData("limit=-1")]
    [InlineData("timeoutSeconds=-5")]
    [InlineData("watch=False")]
    [InlineData("watch=0")]
    [InlineData("allowWatchBookmarks=abc")]
    [InlineData("resourceVersion=0")]
    [InlineData("resourceVersion=0&limit=1")]
    public async Task What_only_looks_odd_lists_everything(string query)
    {
        await CreateAsync("a", "b");
        // Lists of version 0 may be some moments old.
        await Testing.Wait.UntilAsync(async () => Names(await server.Admin.GetAsync($"{Path}?{query}")).SequenceEqual(["a", "b"]), $"{query} lists both");
    }

    [Fact]
    public async Task A_version_of_the_future_is_waited_for_and_then_a_timeout()
    {
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?resourceVersion=999999999");
        Assert.Equal((HttpStatusCode.GatewayTimeout, "Timeout", "ResourceVersionTooLarge"), (code, (string?)status["reason"], (string?)status["details"]!["causes"]![0]!["reason"]));
        Assert.Equal(1, (int)status["details"]!["retryAfterSeconds"]!);
        Assert.StartsWith("Timeout: Too large resource version: 999999999, current: ", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_an_exact_version_shows_what_was_then()
    {
        var first = await CreateAsync("a", "b");
        await server.Admin.MergeAsync($"{Path}/a", Parse("""{"data":{"k":"2"}}"""));
        await server.Admin.DeleteAsync($"{Path}/b");
        await CreateAsync("c");
        foreach (var query in new[] { $"resourceVersion={first}&resourceVersionMatch=Exact", $"resourceVersion={first}&limit=10" })
        {
            var then = await server.Admin.GetAsync($"{Path}?{query}");
            Assert.Equal(first, (string?)then["metadata"]!["resourceVersion"]);
            Assert.Equal(["a", "b"], Names(then));
            Assert.Equal("1", (string?)then["items"]![0]!["data"]!["k"]);
        }
        Assert.Equal(["a", "c"], Names(await server.Admin.GetAsync($"{Path}?resourceVersion={first}&resourceVersionMatch=NotOlderThan&limit=10")));
        await server.CompactAsync();
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?resourceVersion={first}&resourceVersionMatch=Exact");
        Assert.Equal((HttpStatusCode.Gone, "The resourceVersion for the provided list is too old."), (code, (string?)status["message"]));
    }

    [Fact]
    public async Task Pages_show_one_version_and_count_what_is_left()
    {
        await CreateAsync("a", "b", "c");
        var first = await server.Admin.GetAsync($"{Path}?limit=1");
        Assert.Equal(["a"], Names(first));
        Assert.Equal(2, (int)first["metadata"]!["remainingItemCount"]!);
        await CreateAsync("bb");
        await server.Admin.DeleteAsync($"{Path}/c");
        var second = await server.Admin.GetAsync($"{Path}?limit=1&continue={Continue(first)}");
        Assert.Equal(["b"], Names(second));
        Assert.Equal(1, (int)second["metadata"]!["remainingItemCount"]!);
        var last = await server.Admin.GetAsync($"{Path}?limit=5&continue={Continue(second)}");
        Assert.Equal(["c"], Names(last));
        Assert.Null(last["metadata"]!["continue"]);
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)last["metadata"]!["resourceVersion"]);
        Assert.Null((await server.Admin.GetAsync($"{Path}?limit=1&labelSelector=quay-operator/quayregistry"))["metadata"]!["remainingItemCount"]);

        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?continue={Continue(first)}&resourceVersion=1");
        Assert.Equal((HttpStatusCode.BadRequest, "specifying resource version is not allowed when using continue"), (code, (string?)status["message"]));
    }

    [Fact]
    public async Task An_expired_continue_token_is_gone_and_its_answer_has_one_for_what_is_there_now()
    {
        await CreateAsync("a", "b", "c");
        var first = await server.Admin.GetAsync($"{Path}?limit=1");
        await CreateAsync("d");
        await server.CompactAsync();
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"{Path}?limit=1&continue={Continue(first)}");
        Assert.Equal((HttpStatusCode.Gone, "Expired"), (code, (string?)status["reason"]));
        Assert.StartsWith("The provided continue parameter is too old to display a consistent list result.", (string?)status["message"], StringComparison.Ordinal);
        Assert.Equal(["b", "c", "d"], Names(await server.Admin.GetAsync($"{Path}?limit=9&continue={Continue(status)}")));
    }

    [Fact]
    public async Task Pages_of_all_namespaces_go_on_where_they_stopped()
    {
        var other = await server.CreateNamespaceAsync("lists");
        await CreateAsync("a", "b");
        await server.Admin.CreateAsync($"api/v1/namespaces/{other}/configmaps", ConfigMap(other, "a"));
        const string All = "api/v1/configmaps?labelSelector=quay-operator/quayregistry%3Dreg&limit=1";
        var (found, next) = (new List<string>(), "");
        do
        {
            var page = await server.Admin.GetAsync($"{All}{next}");
            found.AddRange(((JsonArray)page["items"]!).Select(item => $"{item!["metadata"]!["namespace"]}/{item["metadata"]!["name"]}"));
            next = page["metadata"]!["continue"] is { } ? $"&continue={Continue(page)}" : "";
        }
        while (next.Length > 0);
        Assert.Equal([$"{_ns}/a", $"{_ns}/b", $"{other}/a"], found.Where(name => name.StartsWith($"{_ns}/", StringComparison.Ordinal) || name.StartsWith($"{other}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(found.Count, found.Distinct().Count());
    }

    [Theory]
    [InlineData("metadata.name=a", "a")]
    [InlineData("metadata.name==a", "a")]
    [InlineData("metadata.name!=a", "b")]
    [InlineData("metadata.name!=a,metadata.namespace!=here", "b")]
    [InlineData("metadata.namespace=elsewhere", "")]
    [InlineData("metadata.name=a,metadata.name=b", "")]
    public async Task Fields_select(string selector, string names)
    {
        await CreateAsync("a", "b");
        Assert.Equal(names, string.Join(' ', Names(await server.Admin.GetAsync($"{Path}?fieldSelector={Uri.EscapeDataString(selector)}"))));
    }

    [Theory]
    [InlineData("secrets", "type=Opaque", true)]
    [InlineData("namespaces", "status.phase=Active", true)]
    [InlineData("events", "involvedObject.name=a", true)]
    [InlineData("secrets", "foo=x", false)]
    [InlineData("namespaces", "name=x", false)]
    public async Task Some_kinds_know_fields_of_their_own(string plural, string selector, bool known)
    {
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Get, $"api/v1/{plural}?fieldSelector={Uri.EscapeDataString(selector)}");
        Assert.Equal(known ? HttpStatusCode.OK : HttpStatusCode.BadRequest, code);
        if (!known) Assert.Equal($"field label not supported: {selector.Split('=')[0]}", (string?)status["message"]);
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over()
    {
        await CreateAsync("a");
        var at = (string)(await server.Admin.GetAsync(Path))["metadata"]!["resourceVersion"]!;
        Assert.Equal(["ADDED a"], await WatchAsync("watch=yes&timeoutSeconds=1&resourceVersion=0&fieldSelector=metadata.name%3Da"));
        Assert.Empty(await WatchAsync($"watch=1&timeoutSeconds=1&resourceVersion={at}"));
        Assert.Empty(await WatchAsync("watch=1&timeoutSeconds=1&resourceVersion=999999999"));
    }

    private async Task<List<string>> WatchAsync(string query)
    {
        using var lines = new StreamReader(await server.Admin.OpenAsync($"{Path}?{query}"));
        var seen = new List<string>();
        while (await lines.ReadLineAsync(Ct) is { Length: > 0 } line)
            if (JsonNode.Parse(line) is { } told) seen.Add($"{told["type"]} {told["object"]!["metadata"]!["name"]}");
        return seen;
    }

    private async Task<string> CreateAsync(params string[] names)
    {
        var version = "";
        foreach (var name in names) version = (string)(await server.Admin.CreateAsync(Path, ConfigMap(_ns, name)))["metadata"]!["resourceVersion"]!;
        return version;
    }

    private static List<string> Names(JsonObject list) => [.. ((JsonArray)list["items"]!).Select(item => (string)item!["metadata"]!["name"]!).Order(StringComparer.Ordinal)];

    private static string Continue(JsonObject answer) => Uri.EscapeDataString((string)answer["metadata"]!["continue"]!);

    private static string Encode(string token) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token));
}
