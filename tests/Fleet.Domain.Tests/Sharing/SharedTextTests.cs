using System.Text.Json;
using CsCheck;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Sharing;
using Xunit;

namespace Fleet.Domain.Tests.Sharing;

public sealed class SharedTextTests
{
    private static readonly JsonSerializerOptions Sharing = new() { Converters = { new SharedTextConverter() } };

    [Fact]
    public void Equal_values_become_one_and_whatever_is_shared_is_what_was_given() =>
        Gen.String[0, 3].Array[1, 50].Sample(texts =>
        {
            var shared = new SharedValues<string>(5);
            foreach (var text in texts)
            {
                Assert.Equal(text, shared.Share(text));
                Assert.Same(shared.Share(text), shared.Share(new string(text)));
            }
        });

    [Fact]
    public void What_is_read_as_json_shares_its_texts_also_those_of_keys()
    {
        var record = new AppliedRecord(new ObjectKey(ResourceKind.Deployment, "quay", "main-quay-app"), Hash128.Parse("AAECAwQFBgcICQoLDA0ODw"), "uid", "1", null);
        var json = JsonSerializer.Serialize(record, Sharing);
        Assert.Equal(JsonSerializer.Serialize(record), json);
        var (a, b) = (JsonSerializer.Deserialize<AppliedRecord>(json, Sharing)!, JsonSerializer.Deserialize<AppliedRecord>(json, Sharing)!);
        Assert.Equal(record, a);
        Assert.Same(a.Key.Name, b.Key.Name);
        Assert.Same(a.Key.Kind.Kind, b.Key.Kind.Kind);

        const string labels = """{"ring":"canary","none":null}""";
        var (x, y) = (JsonSerializer.Deserialize<Dictionary<string, string?>>(labels, Sharing)!, JsonSerializer.Deserialize<Dictionary<string, string?>>(labels, Sharing)!);
        Assert.Equal(labels, JsonSerializer.Serialize(x, Sharing));
        Assert.Same(x.Keys.First(), y.Keys.First());
        Assert.Same(x["ring"], y["ring"]);
    }
}
