using System.Text.Json.Nodes;
using CsCheck;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;
using Xunit;
using static Fleet.Domain.Tests.Releases.Catalogs;

namespace Fleet.Domain.Tests.Releases;

public sealed class OlmCatalogTests
{
    private const string Quay = "quay-operator";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rendered_index_is_read_whatever_else_it_holds(bool yaml)
    {
        var (text, _) = OlmText.Print(Small().Append(new JsonObject { ["schema"] = "olm.deprecations", ["package"] = Quay }), yaml);
        var read = Assert.IsType<ReadOutcome.Read>(CatalogImport.Read(text, "index"));
        Assert.Equal((Quay, 5), (read.Catalog.Package, read.Catalog.Ignored));
        Assert.Equal(["etcd", "web-terminal"], read.Catalog.OtherPackages);
        var catalog = read.Catalog.Catalog;
        Assert.Equal(["3.3.4", "3.6.1", "3.7.10", "3.7.11"], catalog.Releases.Select(release => release.Version.ToString()));
        Assert.Equal(new Release(V("3.7.11"), Images("3.7.11"), "1.20.0"), catalog.Find(V("3.7.11")));
        Assert.Equal("stable-3.7", catalog.DefaultChannel);
        var entry = catalog.Channel("stable-3.7")!.Entries.Single(entry => entry.Version == V("3.7.11"));
        Assert.True(entry.SameAs(Entry("3.7.11", "3.7.10", ">=3.6.x <3.7.11", "3.7.9")));
        Assert.Empty(Problems(text));
        Assert.Equal(2, Assert.IsType<UpgradePath.Found>(new UpgradeGraph(catalog).Path(V("3.5.8"), V("3.7.11"))).Steps.Length);
    }

    [Fact]
    public void The_package_is_chosen_where_there_are_several()
    {
        var (text, _) = OlmText.Print([.. Small(), OlmText.Package("project-quay")], yaml: false);
        Assert.Contains("project-quay and quay-operator", Assert.Single(Problems(text)).What, StringComparison.Ordinal);
        Assert.Equal(4, Read(text, Quay).Releases.Length);
        var absent = Assert.IsType<ReadOutcome.Refused>(CatalogImport.Read(text, "index", "quay")).Problems.Single();
        Assert.Contains("'quay' is not in the file: it holds the packages etcd, project-quay, quay-operator, web-terminal", absent.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_and_the_oldest_Kubernetes_are_found_in_the_operator_s_own_description_too()
    {
        var bundle = OlmText.Bundle(Quay, "3.7.10");
        var csv = $$$$$"""
            {"kind": "ClusterServiceVersion", "spec": {"minKubeVersion": "1.19", "install": {"spec": {"deployments": [{"spec": {"template": {"spec": {"containers": [{"env": [
            {"name": "RELATED_IMAGE_COMPONENT_QUAY", "value": "{{{{{Image("quay", "csv")}}}}}"},
            {"name": "RELATED_IMAGE_COMPONENT_CLAIR", "value": "{{{{{Image("clair", "csv")}}}}}"},
            {"name": "RELATED_IMAGE_COMPONENT_POSTGRES", "value": "{{{{{Image("postgres", "csv")}}}}}"},
            {"name": "RELATED_IMAGE_COMPONENT_REDIS", "value": "{{{{{Image("redis", "csv")}}}}}"}]}]}}}}]}}}}
            """;
        bundle["relatedImages"] = new JsonArray(new JsonObject { ["name"] = "quay", ["image"] = "x" }, new JsonObject { ["name"] = "component-quay", ["image"] = Image("quay", "listed") });
        bundle["properties"]![2] = new JsonObject
        {
            ["type"] = "olm.bundle.object",
            ["value"] = new JsonObject { ["data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(csv)) },
        };
        var (text, _) = OlmText.Print([bundle], yaml: false);
        Assert.Equal(
            new Release(V("3.7.10"), new ReleaseImages(Image("quay", "listed"), Image("clair", "csv"), Image("postgres", "csv"), null, Image("redis", "csv")), "1.19.0"),
            Assert.Single(Read(text).Releases));
    }

    [Fact]
    public void What_is_wrong_with_entries_is_told_by_line_and_all_at_once()
    {
        var documents = Small().ToList();
        documents.AddRange(
        [
            With(OlmText.Bundle(Quay, "3.7.12"), bundle => bundle["properties"]![1]!["value"]!["version"] = "new"),
            With(OlmText.Bundle(Quay, "3.7.13"), bundle => bundle["properties"]!.AsArray().RemoveAt(1)),
            With(OlmText.Bundle(Quay, "3.7.14"), bundle => bundle.Remove("name")),
            OlmText.Bundle(Quay, "3.7.11"),
            With(OlmText.Bundle(Quay, "3.7.11"), bundle => bundle["name"] = "another-name"),
            new JsonObject { ["name"] = "no schema" },
            OlmText.Channel(Quay, "stable-3.7"),
            OlmText.Channel(Quay, "stable-3.8", OlmText.Entry("3.8.0")),
        ]);
        foreach (var yaml in (bool[])[false, true])
        {
            var (text, lines) = OlmText.Print(documents, yaml);
            var problems = Problems(text);
            var first = documents.Count - 8;
            Assert.Equal(8, problems.Length);
            Assert.All(lines[first..^1], (line, i) => Assert.InRange(problems[i].Line!.Value, line, lines[first + i + 1] - 1));
            Assert.InRange(problems[^1].Line!.Value, lines[^1], int.MaxValue);
            Assert.All(problems, problem => Assert.False(string.IsNullOrWhiteSpace(problem.Remedy)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_cannot_be_parsed_hides_nothing_behind_it(bool yaml)
    {
        var (text, lines) = OlmText.Print(Small(), yaml);
        var broken = text.Split('\n');
        foreach (var document in (int[])[2, 5])
            broken[lines[document]] = yaml ? "}" : "    \"unquoted: ";
        var problems = Problems(string.Join('\n', broken));
        Assert.Equal([lines[2] + 1, lines[5] + 1], problems.Select(problem => problem.Line!.Value).Take(2));
        Assert.Equal(2, problems.Length);
    }

    [Fact]
    public void Thousands_of_bundles_are_read_alike_from_JSON_and_YAML() =>
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                var documents = Large(new Dice(seed), 5000);
                var (json, _) = OlmText.Print(documents, yaml: false);
                var (yaml, _) = OlmText.Print(documents, yaml: true);
                var (first, second) = (Read(json), Read(yaml));
                Assert.Equal(5000, first.Releases.Length);
                Assert.True(CatalogDiff.Between(first, second).IsEmpty);
                Assert.Empty(CatalogCheck.Problems(first, new CatalogSource("x"), _ => false));
                var newest = first.Releases.Last(release => release.IsRendered).Version;
                Assert.IsType<UpgradePath.Found>(new UpgradeGraph(first).Path(V("3.4.0"), newest));
            },
            iter: 1,
            threads: 1);

    [Fact]
    public void Faults_are_found_wherever_they_are() =>
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                var random = new Dice(seed);
                var documents = Large(random, 120);
                var bundles = documents.FindIndex(document => (string?)document["schema"] == "olm.bundle");
                var chosen = Enumerable.Range(bundles, documents.Count - bundles).Where(_ => random.Next(20) == 0).ToList();
                foreach (var at in chosen)
                    documents[at] = random.Next(3) switch
                    {
                        0 => With(documents[at], bundle => bundle["properties"] = new JsonArray()),
                        1 => With(documents[at], bundle => bundle["properties"] = "none"),
                        _ => With(documents[at], bundle => bundle["properties"]![1]!["value"]!["version"] = "3.x"),
                    };
                var (text, lines) = OlmText.Print(documents, yaml: random.Next(2) == 0);
                var found = Problems(text).Select(problem => Array.FindLastIndex(lines, line => line <= problem.Line)).ToHashSet();
                Assert.True(found.SetEquals(chosen), $"broken: {string.Join(' ', chosen)}; found: {string.Join(' ', found)}");
            },
            iter: 30);

    [Fact]
    public void Nothing_that_is_fed_to_it_makes_it_fail_otherwise_than_by_saying_so()
    {
        var (json, _) = OlmText.Print(Small(), yaml: false);
        var (yaml, _) = OlmText.Print(Small(), yaml: true);
        var junk = Gen.Char.Array[0, 200].Select(characters => new string(characters));
        var marks = Any("{", "}", "[", "]", "---\n", "\n", "\"", "'", "|", ">", ":", "- ", "&a ", "*a", "!!x ", "%YAML", "#", "?", "\t", "\0", "\ud800", "kind: ReleaseCatalog\n").Array[0, 60].Select(string.Concat);
        var damaged = Gen.Select(Any(json, yaml), Gen.Int[0, 20_000], Gen.Int[0, 200], Gen.OneOf(junk, marks))
            .Select((text, at, length, with) => at >= text.Length ? text + with : string.Concat(text.AsSpan(0, at), with, text.AsSpan(Math.Min(text.Length, at + length))));
        Gen.OneOf(junk, marks, damaged).Sample(
            text => CatalogImport.Read(text, "fuzz") is ReadOutcome.Read or ReadOutcome.Refused { Problems.IsEmpty: false },
            iter: 3000);
    }

    [Fact]
    public void Depth_size_and_number_are_bounded()
    {
        Assert.Contains("characters", Only(new string(' ', CatalogLimits.LargestText + 1)).What, StringComparison.Ordinal);
        Assert.Contains("nested", Only("{\"a\":" + new string('[', 1000)).What, StringComparison.Ordinal);
        Assert.Contains("nested", Only("a: " + new string('[', 1000)).What, StringComparison.Ordinal);
        Assert.Contains("values in one document", Only("{\"a\": [" + string.Join(',', Enumerable.Repeat("1", CatalogLimits.MostNodes)) + "]}").What, StringComparison.Ordinal);
        var many = Problems(string.Concat(Enumerable.Repeat("{}\n", 5000)));
        Assert.Equal(CatalogLimits.MostProblems, many.Length);

        static CatalogProblem Only(string text) => Assert.Single(Problems(text));
    }

    private static Gen<string> Any(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static IEnumerable<JsonObject> Small() =>
    [
        OlmText.Package("web-terminal"),
        OlmText.Package(Quay, "stable-3.7"),
        OlmText.Channel(Quay, "stable-3.6", OlmText.Entry("3.6.1", "3.6.0", ">=3.5.x <3.6.1")),
        OlmText.Channel("etcd", "alpha", OlmText.Entry("0.9.4")),
        OlmText.Channel(Quay, "stable-3.7", OlmText.Entry("3.7.11", "3.7.10", ">=3.6.x <3.7.11", "3.7.9"), OlmText.Entry("3.7.10")),
        With(OlmText.Bundle(Quay, "3.3.4"), bundle => bundle["relatedImages"] = new JsonArray()),
        OlmText.Bundle(Quay, "3.6.1"),
        OlmText.Bundle("etcd", "0.9.4"),
        OlmText.Bundle(Quay, "3.7.10"),
        OlmText.Bundle(Quay, "3.7.11"),
        With(OlmText.Bundle("etcd", "0.9.5"), bundle => bundle["properties"] = "of no interest"),
    ];

    /// <summary>A channel for each minor, its releases replacing each other, some skipped, each channel open to the minor before.</summary>
    private static List<JsonObject> Large(Dice random, int bundles)
    {
        var documents = new List<JsonObject> { OlmText.Package(Quay, "stable-3.7"), OlmText.Package("etcd") };
        var minors = Math.Min(14, bundles);
        var all = new List<JsonObject>();
        for (var minor = 0; minor < minors; minor++)
        {
            var count = bundles / minors + (minor < bundles % minors ? 1 : 0);
            var entries = new List<JsonObject>();
            var last = (string?)null;
            var skipped = new List<string>();
            for (var patch = 0; patch < count; patch++)
            {
                var version = $"3.{minor + 4}.{patch}";
                all.Add(OlmText.Bundle(Quay, version));
                entries.Add(OlmText.Entry(version, last, patch == count - 1 || random.Next(10) == 0 ? $">=3.{minor + 3}.x <{version}" : null, [.. skipped]));
                skipped.Clear();
                // The next one replaces what this one replaced, and skips this one.
                if (last is not null && patch < count - 1 && random.Next(8) == 0) skipped.Add(version);
                else last = version;
            }
            documents.Add(OlmText.Channel(Quay, $"stable-3.{minor + 4}", [.. entries.OrderBy(_ => random.Next())]));
        }
        documents.AddRange(all.OrderBy(_ => random.Next()));
        return documents;
    }

    private static JsonObject With(JsonObject document, Action<JsonObject> change)
    {
        change(document);
        return document;
    }

    /// <summary>The same throws for the same seed.</summary>
    private sealed class Dice(int seed)
    {
        private ulong _state = (ulong)seed;

        public int Next(int sides)
        {
            _state = (_state * 6364136223846793005) + 1442695040888963407;
            return (int)((_state >> 33) % (ulong)sides);
        }

        public int Next() => Next(int.MaxValue);
    }
}
