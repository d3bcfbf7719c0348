using Fleet.Domain.Releases;
using Fleet.Grains.Catalog;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>The fleet's catalog on the real server and store.</summary>
public sealed class CatalogTests
{
    private const string Digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string Images =
        $"{{quay: registry.example.com/quay{Digest}, clair: registry.example.com/clair{Digest}, postgres: registry.example.com/postgres{Digest}, redis: registry.example.com/redis{Digest}}}";

    [Fact]
    public async Task What_is_imported_outlives_the_server_and_what_is_refused_changes_nothing()
    {
        var folder = FleetServer.NewFolder();
        await using (var server = await FleetServer.StartAsync(folder))
        {
            var catalog = server.Grains.GetCatalog();
            Assert.Equal(0, (await catalog.Get()).Revision);
            var ours = Text("ours", $"- {{version: 3.7.12, channels: [stable-3.7], replaces: 3.7.11, schemaRevision: a, images: {Images}}}");
            Assert.Equal(0, Assert.IsType<ImportOutcome.Imported>(await catalog.Diff(ours)).Revision);
            Assert.Null((await catalog.Get()).Catalog.Find(ReleaseVersion.Parse("3.7.12")));

            Assert.Equal(1, Assert.IsType<ImportOutcome.Imported>(await catalog.Import(ours)).Revision);
            Assert.Equal(1, Assert.IsType<ImportOutcome.Imported>(await catalog.Import(ours)).Revision);
            Assert.Equal(2, Assert.IsType<ImportOutcome.Imported>(await catalog.Import(Text("revisions", "- {version: 3.7.11, schemaRevision: a}"))).Revision);
            Assert.IsType<ApprovalOutcome.Set>(await catalog.SetApproval("stable-3.7", Approval.Automatic));
            Assert.Contains("stable-3.7", Assert.IsType<ApprovalOutcome.UnknownChannel>(await catalog.SetApproval("stable-9", Approval.Manual)).Known);
            var other = ours with { Name = "theirs", Text = ours.Text.Replace("0123", "3210", StringComparison.Ordinal) };
            Assert.Contains("catalog 'ours'", Assert.Single(Assert.IsType<ImportOutcome.Refused>(await catalog.Import(other)).Problems).Message, StringComparison.Ordinal);
        }
        await using (var server = await FleetServer.StartAsync(folder))
        {
            var (revision, catalog, approvals, _) = await server.Grains.GetCatalog().Get();
            Assert.Equal((3, Approval.Automatic), (revision, Assert.Single(approvals).Value));
            Assert.Equal("registry.example.com/quay" + Digest, catalog.Find(ReleaseVersion.Parse("3.7.12"))!.Images!.Quay);
            Assert.Equal("3.7.12", catalog.Default);
            Assert.IsType<UpgradeDecision.Allowed>(UpgradeRules.Decide(catalog, "3.7.12", "3.7.11"));
            var replaced = Assert.IsType<ImportOutcome.Imported>(await server.Grains.GetCatalog().Import(Text("ours", "- {version: 3.7.10, schemaRevision: b}")));
            Assert.Equal((4, "3.7.12"), (replaced.Revision, Assert.Single(replaced.Diff.Removed).ToString()));
        }
    }

    private static CatalogText Text(string name, string releases) =>
        new(name, "apiVersion: quay-fleet/v1\nkind: ReleaseCatalog\nreleases:\n" + releases, name + ".yaml", null);
}
