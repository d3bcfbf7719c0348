using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Domain.Tests.Arbitrary;
using Fleet.Domain.Tests.Quay;
using Xunit;

namespace Fleet.Domain.Tests.Fuzz;

#pragma warning disable RS0030 // Random: each case can be made again from its printed seed

/// <summary>Whatever a user writes, his registry gets an answer: objects, or a condition that says what is wrong.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1" ? 100_000 : 2_000;

    /// <summary>Hundreds of times what the slowest case takes on a calm machine.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly string[] Reasons =
    [
        ConditionReasons.ConfigInvalid, ConditionReasons.ComponentOverrideInvalid, ConditionReasons.ComponentCreationFailed, ConditionReasons.RouteComponentDependencyError,
        ConditionReasons.ObjectStorageComponentDependencyError, ConditionReasons.MonitoringComponentDependencyError,
    ];

    [Fact]
    public void Any_bundle_gets_an_answer() => Each((random, drawn) =>
    {
        var files = Files(drawn);
        foreach (var file in files.Keys.Where(file => file == ConfigBundle.ConfigFile || random.Next(2) == 0).ToList())
            files = files.SetItem(file, random.Next(5) == 0 ? Mutation.Bytes(random, 400) : Mutation.Of(random, Encoding.UTF8.GetString(files[file].Span)));
        return Answer(drawn, drawn.ToObject(), new ConfigBundle(ArbitraryRegistry.BundleName, files));
    });

    [Fact]
    public void Any_registry_object_gets_an_answer() => Each((random, drawn) =>
    {
        var registry = drawn.ToObject();
        var identity = registry["metadata"]!.DeepClone();
        Mutation.Reshape(random, registry);
        // That much the API server sees to.
        registry["metadata"] = identity;
        if (registry["spec"] is not JsonObject) registry["spec"] = new JsonObject();
        return Answer(drawn, registry, new ConfigBundle(ArbitraryRegistry.BundleName, Files(drawn)));
    });

    [Fact]
    public void Any_written_registry_is_either_taken_or_said_to_be_wrong() => Each((random, drawn) =>
    {
        var text = random.Next(2) == 0 ? drawn.ToObject().ToJsonString() : YamlWriter.Write(drawn.ToObject());
        var bytes = random.Next(10) == 0 ? Mutation.Bytes(random, 400) : Mutation.Of(random, text);
        JsonNode? read;
        try
        {
            read = YamlReader.Read(Encoding.UTF8.GetString(bytes), YamlRules.Manifest);
        }
        catch (YamlFormatException e)
        {
            return Clear(e.Message);
        }
        if (read is not JsonObject manifest) return "none";
        if ((ManifestCheck.Shape(manifest, key: null) is { IsEmpty: false } misshaped ? misshaped : ManifestCheck.Decisions(manifest, current: null)) is { IsEmpty: false } faults)
        {
            Assert.All(faults, fault => Assert.False(string.IsNullOrWhiteSpace(fault.Message)));
            return "refused";
        }
        var applied = RegistryManifest.ToApply(manifest, ManifestCheck.KeyOf(manifest, ClusterName.Parse("north")), current: null);
        return Answer(drawn, JsonNode.Parse(applied.ToJsonString())!.AsObject(), new ConfigBundle(ArbitraryRegistry.BundleName, Files(drawn)));
    });

    [Fact]
    public void Any_tls_pair_gets_an_answer() => Each((random, drawn) =>
    {
        var pair = ArbitraryBundle.Pair;
        var files = Files(drawn)
            .SetItem(ConfigBundle.CertificateFile, Half(random, pair.Certificate, pair.Key))
            .SetItem(ConfigBundle.KeyFile, Half(random, pair.Key, pair.Certificate));
        return Answer(drawn, drawn.ToObject(), new ConfigBundle(ArbitraryRegistry.BundleName, files));
    });

    private static byte[] Half(Random random, string own, string other) => random.Next(6) switch
    {
        0 => Mutation.Bytes(random, 400),
        1 => Encoding.UTF8.GetBytes(own),
        2 => Encoding.UTF8.GetBytes(random.Next(2) == 0 ? own + other : other),
        _ => Mutation.Of(random, own),
    };

    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files(ArbitraryRegistry drawn) =>
        ConfigBundle.Of(ArbitraryRegistry.BundleName, drawn.Files ?? new SortedDictionary<string, string> { [ConfigBundle.ConfigFile] = "{}" }).Files;

    private static string Answer(ArbitraryRegistry drawn, JsonObject registry, ConfigBundle bundle)
    {
        switch (new PlayedPass(drawn.Minor, drawn.Features, registry, bundle).Decide())
        {
            case PassDecision.Apply apply:
                foreach (var item in apply.Steps.SelectMany(step => step.Objects)) using (JsonDocument.Parse(ApplyBody.Of(item))) { }
                return "applied";
            case PassDecision.End { Conclusion: PassConclusion.Blocked blocked }:
                Assert.Contains(blocked.Reason, Reasons);
                return Clear(blocked.Message);
            case var other:
                throw new InvalidOperationException($"it ends with {other}");
        }
    }

    private static string Clear(string message)
    {
        Assert.False(string.IsNullOrWhiteSpace(message));
        Assert.InRange(message.Length, 10, 32_768);
        return "refused";
    }

    private void Each(Func<Random, ArbitraryRegistry, string> answer)
    {
        var first = RandomNumberGenerator.GetInt32(int.MaxValue / 2);
        output.WriteLine($"seeds {first} to {first + Rounds - 1}");
        var minors = Minors.All.ToArray();
        var answers = new Dictionary<string, int>();
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var random = new Random(seed);
            var drawn = ArbitraryRegistry.Draw(random, minors[seed % minors.Length]);
            var began = Stopwatch.GetTimestamp();
            try
            {
                var given = answer(random, drawn);
                answers[given] = answers.GetValueOrDefault(given) + 1;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, {drawn}: {e.Message}", e);
            }
            Assert.True(Stopwatch.GetElapsedTime(began) < Longest, $"seed {seed} took {Stopwatch.GetElapsedTime(began)}");
        }
        output.WriteLine(string.Join(", ", answers.Select(given => $"{given.Value} {given.Key}")));
        // Otherwise it is noise that is tested, or nothing.
        Assert.All(["applied", "refused"], expected => Assert.InRange(answers.GetValueOrDefault(expected), Rounds / 50, Rounds));
    }
}
