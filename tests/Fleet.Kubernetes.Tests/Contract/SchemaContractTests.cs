using System.Net;
using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>What a definition's schema refuses and what it drops, in the server's words.</summary>
public abstract class SchemaContractTests(IContractServer server) : IAsyncLifetime
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: measures.schema.example.test}
        spec:
          group: schema.example.test
          scope: Namespaced
          names: {kind: Measure, listKind: MeasureList, plural: measures, singular: measure}
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  required: [spec]
                  properties:
                    spec:
                      type: object
                      required: [size, mode]
                      properties:
                        size: {type: integer, minimum: 1, maximum: 5}
                        mode: {type: string, enum: [fast, slow]}
                        name: {type: string, minLength: 2, maxLength: 4, pattern: '^[a-z]+$'}
                        ratio: {type: number}
                        active: {type: boolean}
                        when: {type: string, format: date-time}
                        list: {type: array, minItems: 1, maxItems: 2, items: {type: string} }
                        entries: {type: array, items: {type: object, required: [key], properties: {key: {type: string} } } }
                        map: {type: object, additionalProperties: {type: integer} }
                        maybe: {type: string, nullable: true}
                        open: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {known: {type: string} } }
        """;

    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        await Crds.InstallAsync(server.Admin, Definition);
        _path = $"apis/schema.example.test/v1/namespaces/{await server.CreateNamespaceAsync("schema")}/measures";
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("null", "FieldValueRequired spec: Required value")]
    [InlineData("[]", "FieldValueInvalid spec: Invalid value: \"array\": spec in body must be of type object: \"array\"")]
    [InlineData("{}", "FieldValueRequired spec.size: Required value", "FieldValueRequired spec.mode: Required value")]
    [InlineData("""{"size":1,"mode":null}""", "FieldValueRequired spec.mode: Required value")]
    [InlineData(
        """{"size":9,"mode":"medium"}""",
        "FieldValueInvalid spec.size: Invalid value: 9: spec.size in body should be less than or equal to 5",
        "FieldValueNotSupported spec.mode: Unsupported value: \"medium\": supported values: \"fast\", \"slow\"")]
    [InlineData(
        """{"size":"a","mode":3}""",
        "FieldValueInvalid spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"",
        "FieldValueInvalid spec.mode: Invalid value: \"integer\": spec.mode in body must be of type string: \"integer\"",
        "FieldValueNotSupported spec.mode: Unsupported value: 3: supported values: \"fast\", \"slow\"")]
    [InlineData(
        """{"size":0,"mode":"fast","name":"A","list":[],"ratio":"x","active":"yes","map":{"a":"b"},"entries":[{}]}""",
        "FieldValueInvalid spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
        "FieldValueInvalid spec.name: Invalid value: \"A\": spec.name in body should be at least 2 chars long",
        "FieldValueInvalid spec.list: Invalid value: 0: spec.list in body should have at least 1 items",
        "FieldValueInvalid spec.ratio: Invalid value: \"string\": spec.ratio in body must be of type number: \"string\"",
        "FieldValueInvalid spec.active: Invalid value: \"string\": spec.active in body must be of type boolean: \"string\"",
        "FieldValueInvalid spec.map.a: Invalid value: \"string\": spec.map.a in body must be of type integer: \"string\"",
        "FieldValueRequired spec.entries.key: Required value")]
    [InlineData(
        """{"size":1.5,"mode":"fast","name":"abcdef","list":["a","b","c"],"entries":{"a":1}}""",
        "FieldValueInvalid spec.size: Invalid value: \"number\": spec.size in body must be of type integer: \"number\"",
        "FieldValueInvalid spec.name: Invalid value: \"abcdef\": spec.name in body should be at most 4 chars long",
        "FieldValueInvalid spec.list: Invalid value: 3: spec.list in body should have at most 2 items",
        "FieldValueInvalid spec.entries: Invalid value: \"object\": spec.entries in body must be of type array: \"object\"")]
    [InlineData(
        """{"size":1,"mode":"fast","name":"ABC","when":"yesterday","list":[null,2]}""",
        "FieldValueInvalid spec.name: Invalid value: \"ABC\": spec.name in body should match '^[a-z]+$'",
        "FieldValueInvalid spec.when: Invalid value: \"yesterday\": spec.when in body must be of type date-time: \"yesterday\"",
        "FieldValueInvalid spec.list: Invalid value: \"null\": spec.list in body must be of type string: \"null\"",
        "FieldValueInvalid spec.list: Invalid value: \"integer\": spec.list in body must be of type string: \"integer\"")]
    [InlineData(
        """{"size":1,"mode":"fast","when":3,"open":{"known":1}}""",
        "FieldValueInvalid spec.when: Invalid value: \"int64\": spec.when in body must be of type date-time: \"int64\"",
        "FieldValueInvalid spec.open.known: Invalid value: \"integer\": spec.open.known in body must be of type string: \"integer\"")]
    public async Task What_the_schema_forbids_is_refused_with_every_failure(string spec, params string[] failures)
    {
        var (code, status) = await server.Admin.AnswerAsync(HttpMethod.Post, _path, Measure("bad", spec));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        var causes = status["details"]!["causes"]!.AsArray().Select(cause => $"{cause!["reason"]} {cause["field"]}: {cause["message"]}");
        // A real server walks through its maps in any order.
        Assert.Equal(failures.Order(StringComparer.Ordinal), causes.Order(StringComparer.Ordinal));
        var message = (string)status["message"]!;
        Assert.StartsWith($"Measure.schema.example.test \"bad\" is invalid: {(failures.Length == 1 ? failures[0].Split(' ', 2)[1] : "[")}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_checked_as_a_whole()
    {
        await server.Admin.CreateAsync(_path, Measure("changed", """{"size":1,"mode":"fast"}"""));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(
            () => server.Admin.MergeAsync($"{_path}/changed", new JsonObject { ["spec"] = new JsonObject { ["size"] = 6 } }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(1, (int)(await server.Admin.GetAsync($"{_path}/changed"))["spec"]!["size"]!);
    }

    [Fact]
    public async Task What_the_schema_does_not_know_is_dropped_and_so_are_nulls_where_none_may_be()
    {
        var sent = Measure("pruned", """
            {"size":1,"mode":"fast","other":{"a":1},"map":{"x":null,"y":1},"list":null,"maybe":null,"entries":[{"key":"a","extra":1}],
             "open":{"known":"k","unknown":{"deep":null} } }
            """);
        sent["top"] = 1;
        await server.Admin.CreateAsync(_path, sent);
        var stored = await server.Admin.GetAsync($"{_path}/pruned");
        var expected = JsonNode.Parse("""
            {"size":1,"mode":"fast","map":{"y":1},"maybe":null,"entries":[{"key":"a"}],"open":{"known":"k","unknown":{"deep":null} } }
            """);
        Assert.True(JsonNode.DeepEquals(expected, stored["spec"]), stored["spec"]!.ToJsonString());
        Assert.False(stored.ContainsKey("top"));
    }

    private static JsonObject Measure(string name, string spec) => new()
    {
        ["apiVersion"] = "schema.example.test/v1",
        ["kind"] = "Measure",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = JsonNode.Parse(spec),
    };
}
