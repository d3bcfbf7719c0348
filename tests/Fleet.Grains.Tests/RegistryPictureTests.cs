using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>What comes to be known while a pass runs, and after it last looked, asks for another pass.</summary>
public sealed class RegistryPictureTests
{
    private static readonly RegistryKey Key = RegistryKey.Parse("real/ns/r");

    private static readonly VersionChoice Choice = new VersionChoice.Run(new QuayRelease("3.7.11", new ReleaseMinor(3, 7), new ReleaseImages()));

    private static readonly BundleFacts Bundle = new(true, true, false, false);

    [Fact]
    public void A_change_of_the_spec_is_not_lost() =>
        AsksForAnother(Concluded(Shown(2, version: "7") with { BundleVersion = "5" }, read: "5"));

    [Fact]
    public void A_change_of_the_bundle_is_not_lost()
    {
        AsksForAnother(Concluded(Shown(1) with { BundleVersion = "6" }, read: "5"));
        AsksForAnother(Concluded(Shown(1) with { BundleVersion = null }, read: "5"));
    }

    [Fact]
    public void Another_registry_of_the_name_is_told_nothing()
    {
        var another = Shown(1, uid: "another");
        Assert.Same(another, Concluded(another, read: "5"));
    }

    [Fact]
    public void A_pass_that_knew_everything_asks_for_no_other()
    {
        var concluded = Concluded(Shown(1) with { BundleVersion = "5" }, read: "5");
        Assert.Equal(concluded.Covered, Inputs(concluded));
    }

    [Fact]
    public void What_the_pass_read_before_it_was_announced_needs_no_other_pass()
    {
        var concluded = Concluded(Shown(1) with { BundleVersion = "5" }, read: "6");
        Assert.Equal("6", concluded.BundleVersion);
        Assert.Equal(concluded.Covered, Inputs(concluded));
    }

    /// <summary>Another <c>DB_URI</c> is migrated at the version that runs.</summary>
    [Fact]
    public void A_database_that_the_pass_waits_for_asks_for_another_one_and_one_that_restarts_later_for_none()
    {
        var running = Shown(1) with { Status = QuayRegistryStatus.Empty with { CurrentVersion = "3.7.11" } };
        var waiting = Applied(running, new Blocker("database-pending", "it is not there yet"));
        Assert.Equal(waiting.Covered, Inputs(waiting));

        var there = waiting with { Reports = waiting.Reports.Add(ComponentKind.Postgres, Report(available: true)) };
        AsksForAnother(there);
        var migrated = Applied(there);
        Assert.Equal(migrated.Covered, Inputs(migrated));
        Assert.Equal(migrated.Covered, Inputs(migrated with { Reports = waiting.Reports.Add(ComponentKind.Postgres, Report(available: false)) }));

        static RegistryPicture Applied(RegistryPicture picture, params ImmutableArray<Blocker> holds) => picture.Conclude(
            new PassFinished(1, null, new PassConclusion.Applied([], "3.7.11", null, null, null, holds, false), Bundle, "5", null), Inputs(picture), DateTimeOffset.UnixEpoch);

        static Numbered<ComponentReport> Report(bool available) =>
            new(1, 1, new ComponentReport(ComponentKind.Postgres, null, ComponentFacts.None with { DatabaseAvailable = available }, [], null, null));
    }

    private static void AsksForAnother(RegistryPicture concluded)
    {
        Assert.NotNull(concluded.Covered);
        Assert.NotEqual(concluded.Covered, Inputs(concluded));
    }

    /// <param name="known">When the pass ends. It looked at generation 1, with bundle 5 announced.</param>
    private static RegistryPicture Concluded(RegistryPicture known, string read) => known.Conclude(
        new PassFinished(1, null, new PassConclusion.Blocked("ConfigInvalid", "it is"), Bundle, read, null),
        Inputs(Shown(1) with { BundleVersion = "5" }),
        DateTimeOffset.UnixEpoch);

    private static PassInputs? Inputs(RegistryPicture picture) => picture.Inputs(Choice, ClusterFacts.Unknown);

    private static RegistryPicture Shown(long generation, string version = "6", string uid = "one") => RegistryPicture.Unknown(Key).Observe(1, DateTimeOffset.UnixEpoch, version, new QuayRegistry(
        "ns", "r", uid, version, generation, ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty,
        [], null, "bundle", [], QuayRegistryStatus.Empty));
}
