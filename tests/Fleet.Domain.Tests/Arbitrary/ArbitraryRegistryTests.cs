using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Tests.Quay;
using Xunit;

namespace Fleet.Domain.Tests.Arbitrary;

#pragma warning disable RS0030 // Random: each registry can be made again from its printed seed

/// <summary>Registries of every minor, whatever is managed, overridden and configured.</summary>
public sealed class ArbitraryRegistryTests(ITestOutputHelper output)
{
    private const int Rounds = 1_000;

    private static readonly int Factor = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1" ? 10 : 1;

    /// <summary>A byte of difference would give Secrets new names and roll pods.</summary>
    [Fact]
    public void A_second_pass_sends_the_bytes_of_the_first() => Each(Rounds * Factor, drawn =>
    {
        var registry = Play(drawn);
        var first = registry.Apply();
        Assert.Equal(first, registry.Apply());
        if (drawn.Files is { } files) registry.Change(ConfigBundle.Of(ArbitraryRegistry.BundleName, ArbitraryBundle.Reversed(files)));
        Assert.Equal(first, registry.Apply());

        var migrated = registry.Apply(Sample.Version);
        Assert.Equal(migrated, registry.Apply(Sample.Version));
    });

    [Fact]
    public void Every_setting_of_the_users_reaches_quay_as_it_was() => Each(Rounds / 4 * Factor, drawn =>
    {
        if (drawn.Files is not { } files) return;
        var own = (JsonObject)YamlReader.Read(files[ConfigBundle.ConfigFile])!;
        var sent = Play(drawn).Apply(Sample.Version).Split('\n').Single(line => line.StartsWith($"Secret {ArbitraryRegistry.Namespace}/{ArbitraryRegistry.Name}-quay-config-secret-", StringComparison.Ordinal));
        var secret = JsonNode.Parse(sent[sent.IndexOf('{', StringComparison.Ordinal)..])!;
        var settings = YamlReader.Read(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]!["config.yaml"]!)))!;
        foreach (var (key, value) in own.Where(entry => entry.Key.StartsWith(ArbitraryBundle.OwnPrefix, StringComparison.Ordinal)))
            Assert.True(JsonNode.DeepEquals(value, settings[key]), $"{key}: {value?.ToJsonString()} became {settings[key]?.ToJsonString()}");
    });

    private static PlayedPass Play(ArbitraryRegistry drawn) =>
        new(drawn.Minor, drawn.Features, drawn.ToObject(), drawn.Files is { } files ? ConfigBundle.Of(ArbitraryRegistry.BundleName, files) : null);

    private void Each(int rounds, Action<ArbitraryRegistry> check)
    {
        var first = RandomNumberGenerator.GetInt32(int.MaxValue / 2);
        output.WriteLine($"seeds {first} to {first + rounds - 1}");
        var minors = Minors.All.ToArray();
        for (var seed = first; seed < first + rounds; seed++)
        {
            var drawn = ArbitraryRegistry.Draw(new Random(seed), minors[seed % minors.Length]);
            try
            {
                check(drawn);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, {drawn}: {e.Message}", e);
            }
        }
    }
}
