using System.Text.Json.Nodes;
using CsCheck;
using Fleet.Domain.Quay.Yaml;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class YamlScalarTests
{
    [Theory]
    [InlineData("yes", "true")]
    [InlineData("On", "true")]
    [InlineData("y", "true")]
    [InlineData("off", "false")]
    [InlineData("NO", "false")]
    [InlineData("oN", "\"oN\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("017", "15")]
    [InlineData("0o17", "15")]
    [InlineData("018", "18")]
    [InlineData("0x1F", "31")]
    [InlineData("-0b101", "-5")]
    [InlineData("1_000", "1000")]
    [InlineData("+7", "7")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1.50", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("2020-01-02", "\"2020-01-02\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("3.x", "\"3.x\"")]
    [InlineData("60m", "\"60m\"")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("-", "\"-\"")]
    public void Unquoted_scalars_follow_yaml_1_1(string text, string json) => Assert.Equal(JsonNode.Parse(json)?.ToJsonString(), Normal(YamlScalar.Resolve(text)));

    [Theory]
    [InlineData("y", "\"y\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("True", "true")]
    [InlineData("12", "12")]
    public void Manifests_follow_yaml_1_2(string text, string json) => Assert.Equal(JsonNode.Parse(json)?.ToJsonString(), Normal(YamlScalar.ResolveCore(text)));

    [Fact]
    public void Quoted_scalars_stay_text() =>
        Assert.Equal("""{"a":"yes","b":"017","c":"5"}""", YamlReader.Read("a: \"yes\"\nb: '017'\nc: !!str 5")!.ToJsonString());

    [Fact]
    public void Merge_keys_fill_in_what_is_not_set() =>
        Assert.Equal("""{"own":3,"base":1}""", YamlReader.Read("a: &a {base: 1, own: 2}\nb: {<<: *a, own: 3}")!["b"]!.ToJsonString());

    [Fact]
    public void The_last_of_two_equal_keys_wins() => Assert.Equal("""{"a":2}""", YamlReader.Read("a: 1\na: 2")!.ToJsonString());

    [Fact]
    public void Configuration_is_laid_out_as_the_operator_does() =>
        Assert.Equal(
            "A_1: \"017\"\nA_2: 2w\nA_10: \"yes\"\nAB:\n- :8080\n- 'a: b'\nLONG: one two three four five six seven eight nine ten eleven twelve thirteen fourteen\n  fifteen\n",
            YamlWriter.Write(
                YamlReader.Read("{AB: [':8080', 'a: b'], A_10: 'yes', A_2: 2w, A_1: '017', LONG: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen}"),
                YamlLayout.Configuration));

    [Fact]
    public void Large_whole_numbers_are_written_without_exponent() =>
        Assert.Equal("a: 12345678901234567000\n", YamlWriter.Write(YamlReader.Read("a: 12345678901234567890")));

    /// <summary>Whatever text a user writes, Quay reads the same text.</summary>
    [Fact]
    public void Any_text_survives_writing_and_reading_by_either_rules() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["yesnoYNtrufal 0123456789.:-_#'\"\n\t~[]{}&*!|>%@`,?=<"], 0, 12]).Sample(text =>
        {
            if (text.Any(char.IsSurrogate) || text.Any(c => c is '\ufeff' or '\ufffe' or '\uffff')) return;
            foreach (var layout in Enum.GetValues<YamlLayout>())
            {
                var written = YamlWriter.Write(new JsonObject { [text] = text, ["list"] = new JsonArray(text, text) }, layout);
                foreach (var rules in layout == YamlLayout.Manifest ? Enum.GetValues<YamlRules>() : [YamlRules.Bundle])
                {
                    var read = YamlReader.Read(written, rules)!.AsObject();
                    Assert.True(read[text]!.GetValue<string>() == text && read["list"]![1]!.GetValue<string>() == text, $"{layout}: {written}");
                }
            }
        }, iter: 3000);

    private static string? Normal(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? JsonValue.Create(number).ToJsonString() : node?.ToJsonString();
}
