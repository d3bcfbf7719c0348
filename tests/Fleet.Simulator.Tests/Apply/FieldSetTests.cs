using System.Text.Json.Nodes;
using CsCheck;
using Fleet.Simulator.Apply;
using Xunit;

namespace Fleet.Simulator.Tests.Apply;

public sealed class FieldSetTests
{
    private static readonly string[] Elements = ["f:a", "f:b", "k:{\"name\":\"x\"}", "k:{\"port\":80,\"protocol\":\"TCP\"}", "v:\"one\"", "v:2"];

    private static readonly Gen<FieldSet> Sets = Gen.Int[0, Elements.Length - 1].Array[1, 3].Array[0, 8].Select(paths =>
        paths.Aggregate(FieldSet.Empty, (set, path) => set.Union(Path(path.Select(index => PathElement.Parse(Elements[index])).ToArray()))));

    [Fact]
    public void What_is_written_is_read_again() => Sets.Sample(set => FieldSet.Parse(set.ToJson()).SameAs(set));

    [Fact]
    public void Union_intersection_and_difference_are_those_of_the_paths() => Gen.Select(Sets, Sets).Sample((left, right) =>
    {
        var (a, b) = (left.Paths().ToHashSet(), right.Paths().ToHashSet());
        Assert.Equal(a.Union(b).Order(), left.Union(right).Paths().Order());
        Assert.Equal(a.Intersect(b).Order(), left.Intersect(right).Paths().Order());
        Assert.Equal(a.Except(b).Order(), left.Except(right).Paths().Order());
    });

    [Fact]
    public void Elements_are_written_fields_first_then_keys_then_values()
    {
        var json = (JsonObject)JsonNode.Parse("""{"v:\"z\"":{},"k:{\"port\":443}":{},"k:{\"port\":80}":{},"f:b":{},"f:a":{".":{},"f:c":{}}}""")!;
        Assert.Equal("""{"f:a":{".":{},"f:c":{}},"f:b":{},"k:{\"port\":80}":{},"k:{\"port\":443}":{},"v:\"z\"":{}}""", Text(FieldSet.Parse(json)));
    }

    private static string Text(FieldSet set) =>
        set.ToJson().ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static FieldSet Path(ReadOnlySpan<PathElement> path) => path.Length == 1
        ? FieldSet.Of([path[0]], [])
        : FieldSet.Of([], [KeyValuePair.Create(path[0], Path(path[1..]))]);
}
