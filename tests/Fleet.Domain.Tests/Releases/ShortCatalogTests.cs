using System.Collections.Immutable;
using System.Globalization;
using Fleet.Domain.Releases;
using Xunit;
using static Fleet.Domain.Tests.Releases.Catalogs;

namespace Fleet.Domain.Tests.Releases;

public sealed class ShortCatalogTests
{
    private static readonly string Images =
        $"{{quay: {Image("quay", "x")}, clair: {Image("clair", "x")}, postgres: {Image("postgres", "x")}, redis: {Image("redis", "x")}}}";

    [Fact]
    public void A_z_stream_builds_on_what_is_built_in()
    {
        var catalog = Read(Text("- {version: 3.7.12, channels: [stable-3.7], replaces: 3.7.11, minKubernetes: 1.20, schemaRevision: c3d4, images: IMAGES}"));
        var accepted = Assert.IsType<CatalogAdmission.Accepted>(CatalogAdmission.Decide(
            ReleaseCatalog.BuiltIn, ImmutableSortedDictionary<string, ReleaseCatalog>.Empty, "ours", catalog, new CatalogSource("x")));
        Assert.Equal(["3.7.12"], accepted.Diff.Added.Select(version => version.ToString()));
        Assert.Equal([new ChannelChange("stable-3.7", V("3.7.11"), V("3.7.12"))], accepted.Diff.Channels);
        Assert.Equal("3.7.12", accepted.Fleet.Default);
        Assert.Equal(("1.20.0", "c3d4"), (accepted.Fleet.Find(V("3.7.12"))!.MinKubernetes, accepted.Fleet.Find(V("3.7.12"))!.SchemaRevision));
        Assert.Equal(3, Assert.IsType<UpgradePath.Found>(new UpgradeGraph(accepted.Fleet).Path(V("3.6.1"), V("3.7.12"))).Steps.Length);
        Assert.Equal(Image("quay", "x"), accepted.Fleet.Find(V("3.7.12"))!.Images!.Quay);
    }

    [Fact]
    public void What_a_catalog_leaves_out_another_one_completes()
    {
        var revisions = Text("- {version: 3.7.10, schemaRevision: a}\n- {version: 3.7.11, schemaRevision: a}");
        Assert.Empty(Problems(revisions, ReleaseCatalog.BuiltIn));
        var merged = CatalogMerge.Of(
            ReleaseCatalog.BuiltIn,
            ImmutableSortedDictionary<string, ReleaseCatalog>.Empty.Add("revisions", Read(revisions)).Add("images", Read(Text("- {version: 3.7.11, images: IMAGES}"))));
        Assert.Empty(merged.Conflicts);
        Assert.Equal(("a", Image("quay", "x")), (merged.Catalog.Find(V("3.7.11"))!.SchemaRevision, merged.Catalog.Find(V("3.7.11"))!.Images!.Quay));
        Assert.IsType<UpgradeDecision.Allowed>(UpgradeRules.Decide(merged.Catalog, "3.7.11", "3.7.10"));
        Assert.Equal(V("3.7.11"), merged.Catalog.Channel("stable-3.7")!.Head);
    }

    [Fact]
    public void A_channel_that_an_imported_one_does_not_build_on_gives_way()
    {
        var merged = CatalogMerge.Of(
            ReleaseCatalog.BuiltIn,
            ImmutableSortedDictionary<string, ReleaseCatalog>.Empty.Add("older", Read(Text("- {version: 3.7.8, channels: [stable-3.7], images: IMAGES}")))).Catalog;
        Assert.Equal(V("3.7.8"), merged.Channel("stable-3.7")!.Head);
        Assert.NotNull(merged.Find(V("3.7.10")));
        Assert.Equal(V("3.6.1"), merged.Channel("stable-3.6")!.Head);
    }

    [Theory]
    [InlineData("- {version: 3.7, channels: [c], images: IMAGES}", 4, "version is '3.7'", "MAJOR.MINOR.PATCH")]
    [InlineData("- {channels: [c], images: IMAGES}", 4, "has no version", "MAJOR.MINOR.PATCH")]
    [InlineData("- {version: 3.7.12, channels: [c]}", 4, "names no images", "add images: quay, clair, postgres, redis")]
    [InlineData("- {version: 3.7.12, channels: [c], images: {}}", 4, "names no images", "NAME@sha256")]
    [InlineData("- version: 3.7.12\n  images: {quay: 'quay.io/projectquay/quay:3.7.12'}", 4, "for quay", "by its content")]
    [InlineData("- {version: 3.13.2, channels: [c], images: IMAGES}", 4, "no image for postgresPrevious, clairPostgres, clairPostgresPrevious", "add each")]
    [InlineData("- {version: 3.7.12, chanels: [c], images: IMAGES}", 4, "'chanels'", "use version, replaces")]
    [InlineData("- {version: 3.7.12, images: {quai: x}}", 4, "'quai'", "use quay, clair")]
    [InlineData("- {version: 3.7.12, replaces: 3.7.11, images: IMAGES}", 4, "is in no channel", "name its channels")]
    [InlineData("- {version: 3.7.12, channels: [c], skipRange: sometimes, images: IMAGES}", 4, "skipRange is 'sometimes'", ">=3.6.0 <3.7.11")]
    [InlineData("- {version: 3.7.12, channels: [c], minKubernetes: new, images: IMAGES}", 4, "minKubernetes is 'new'", "1.20.0")]
    [InlineData("- {version: 3.7.12, channels: c, images: IMAGES}", 4, "channels is 'c'", "write a list")]
    [InlineData("- {version: 3.7.12, images: IMAGES}\n- {version: 3.7.12, images: IMAGES}", 5, "stands in the file twice", "keep one")]
    [InlineData("- {version: 3.7.12, channels: [c], replaces: 3.7.13, images: IMAGES}\n- {version: 3.7.13, channels: [c], replaces: 3.7.12, images: IMAGES}", 4, "cycle in replaces: 3.7.12 replaces 3.7.13 replaces 3.7.12", "replace nothing")]
    [InlineData("- {version: 3.7.12, channels: [c], replaces: 3.7.12, images: IMAGES}", 4, "cycle in replaces: 3.7.12 replaces 3.7.12", "replace nothing")]
    [InlineData("- {version: 3.7.12, channels: [c], skips: [3.7.13], images: IMAGES}\n- {version: 3.7.13, channels: [c], skips: [3.7.12], images: IMAGES}", 4, "'c' has no head", "an entry that no other")]
    [InlineData("- {version: 3.7.12, channels: [c], images: IMAGES}\n- {version: 3.7.13, channels: [c], images: IMAGES}", 5, "no single head but 3.7.12, 3.7.13", "replace or skip")]
    [InlineData("- *nothing", 4, "'*nothing'", "write it out")]
    [InlineData("- {version: 3.7.12, version: 3.7.12}", 4, "'version' stands here twice", "write it once")]
    [InlineData("- [", 5, "no YAML", "valid YAML")]
    public void What_is_wrong_is_named_with_its_line_and_the_remedy(string releases, int line, string what, string remedy)
    {
        var problems = Problems(Text(releases));
        var problem = Assert.Single(problems, problem => problem.What.Contains(what, StringComparison.Ordinal));
        Assert.Equal(line, problem.Line);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"catalog.yaml:{line}: "), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var problems = Problems(Text("- {version: x}\n- {version: 3.7.1, minKubernetes: y, images: IMAGES}\n- 7"));
        Assert.Equal([4, 5, 6], problems.Select(problem => problem.Line!.Value));
    }

    [Fact]
    public void Two_catalogs_may_not_tell_different_things_of_one_release()
    {
        var ours = Text("- {version: 3.7.12, channels: [c], schemaRevision: a, images: IMAGES}");
        Assert.Empty(Problems(ours, null, ("theirs", ours)));
        var theirs = ours.Replace(Image("clair", "x"), Image("clair", "y"), StringComparison.Ordinal);
        var problem = Assert.Single(Problems(ours, null, ("theirs", theirs)));
        Assert.Equal((4, "release '3.7.12' has other images than in catalog 'theirs'"), (problem.Line, problem.What));
        Assert.Contains("schemaRevision", Assert.Single(Problems(ours, null, ("theirs", ours.Replace("schemaRevision: a", "schemaRevision: b", StringComparison.Ordinal)))).What, StringComparison.Ordinal);
        Assert.Contains("in channel 'c'", Assert.Single(Problems(ours, null, ("theirs", ours.Replace("[c]", "[c], skips: [3.7.1]", StringComparison.Ordinal)))).What, StringComparison.Ordinal);
        Assert.Empty(Problems(ours, null, ("new", theirs)));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("# nothing\n", "is empty")]
    [InlineData("just text", "a document is 'just text'")]
    [InlineData("kind: ReleaseCatalog", "has no apiVersion")]
    [InlineData("kind: ReleaseCatalog\napiVersion: quay-fleet/v2\nreleases: []", "apiVersion is 'quay-fleet/v2'")]
    [InlineData("kind: ReleaseCatalog\napiVersion: quay-fleet/v1", "has no releases")]
    [InlineData("kind: ReleaseCatalog\napiVersion: quay-fleet/v1\ndefaultChannel: x\nreleases: []\n---\na: b", "a second document")]
    [InlineData("kind: Something", "has no schema")]
    public void What_is_no_catalog_is_told_apart(string text, string what) =>
        Assert.Contains(Problems(text), problem => problem.What.Contains(what, StringComparison.Ordinal));

    [Fact]
    public void A_default_channel_has_to_be_a_channel() =>
        Assert.Contains("default channel 'gone'", Assert.Single(Problems(Text("- {version: 3.7.12, images: IMAGES}") + "\ndefaultChannel: gone")).What, StringComparison.Ordinal);

    private static string Text(string releases) =>
        "apiVersion: quay-fleet/v1\nkind: ReleaseCatalog\nreleases:\n" + releases.Replace("IMAGES", Images, StringComparison.Ordinal);
}
