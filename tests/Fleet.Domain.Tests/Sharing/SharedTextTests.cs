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
    public void What_comes_again_is_kept_while_others_come_once()
    {
        var shared = new SharedValues<string>(1);
        var word = shared.Share(new string("Deployment"));
        Assert.Same(word, shared.Share(new string("Deployment")));
        for (var uid = 0; uid < 10; uid++)
        {
            shared.Share($"uid {uid}");
            Assert.Same(word, shared.Share(new string("Deployment")));
        }

        shared.Share("Job");
        shared.Share("Job");
        Assert.NotSame(word, shared.Share(new string("Deployment")));
    }

    [Fact]
    public void What_is_read_as_json_shares_its_texts_also_those_of_keys()
    {
        var record = new AppliedRecord(new ObjectKey(ResourceKind.Deployment, "quay", "main-quay-app"), Hash128.Parse("AAECAwQFBgcICQoLDA0ODw"), "uid", "1", null);
        var json = JsonSerializer.Serialize(record, Sharing);
        Assert.Equal(JsonSerializer.Serialize(record), json);
        Assert.Equal(record, JsonSerializer.Deserialize<AppliedRecord>(json, Sharing));
        ComesToBeShared(() => JsonSerializer.Deserialize<AppliedRecord>(json, Sharing)!, read => read.Key.Name);
        ComesToBeShared(() => JsonSerializer.Deserialize<AppliedRecord>(json, Sharing)!, read => read.Key.Kind.Kind);

        const string labels = """{"ring":"canary","none":null}""";
        Assert.Equal(labels, JsonSerializer.Serialize(JsonSerializer.Deserialize<Dictionary<string, string?>>(labels, Sharing)!, Sharing));
        ComesToBeShared(() => JsonSerializer.Deserialize<Dictionary<string, string?>>(labels, Sharing)!, read => read.Keys.First());
        ComesToBeShared(() => JsonSerializer.Deserialize<Dictionary<string, string?>>(labels, Sharing)!, read => read["ring"]!);
    }

    /// <summary>The table is that of the process: what other tests share may be in the way of the first times.</summary>
    private static void ComesToBeShared<T>(Func<T> read, Func<T, string> text) =>
        Assert.Contains(Enumerable.Range(0, 50), _ => ReferenceEquals(text(read()), text(read())));
}
