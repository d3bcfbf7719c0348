using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class ComponentLedgerTests
{
    private static readonly ObjectKey Key = new(ResourceKind.Deployment, "ns", "r-quay-redis");
    private static readonly ImmutableHashSet<ObjectKey> Nothing = [];

    [Fact]
    public void What_was_never_applied_needs_an_apply_and_is_no_drift()
    {
        var ledger = ComponentLedger.Empty with { Complete = true };

        Assert.True(ledger.NeedsApply(Key, Hash("h")));
        Assert.Null(ledger.DescribeDrift(_ => false));
    }

    [Fact]
    public void What_was_applied_and_is_as_the_server_answered_needs_nothing()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f"));

        Assert.False(ledger.NeedsApply(Key, Hash("h")));
        Assert.True(ledger.NeedsApply(Key, Hash("other")));
    }

    [Fact]
    public void What_is_observed_as_it_was_stored_is_held_once()
    {
        var stored = new AppliedRecord(Key, Hash("h"), new string("uid"), new string("5"), Hash("f"));
        var seen = Seen("9", "f", "uid");
        var ledger = (ComponentLedger.Empty with { Applied = new([stored]) }).Upsert(seen);

        Assert.Equal(stored, ledger.Applied[Key]);
        Assert.Same(seen.Uid, ledger.Applied[Key]!.Uid);
        Assert.Same(ledger, ledger.Delete(Key, "another"));
    }

    [Fact]
    public void A_status_that_moves_is_no_drift()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f")).Upsert(Seen("9", "f"));

        Assert.Null(ledger.DescribeDrift(_ => false));
    }

    [Fact]
    public void A_changed_object_drifts_until_the_server_has_answered_a_new_apply()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f")).Upsert(Seen("9", "changed"));
        Assert.Equal("Deployment ns/r-quay-redis was changed", ledger.DescribeDrift(_ => false));
        Assert.True(ledger.NeedsApply(Key, Hash("h")));

        ledger = ledger.Record(Hash("h"), Seen("10", "repaired"));
        Assert.Null(ledger.DescribeDrift(_ => false));
    }

    [Fact]
    public void An_event_older_than_the_answer_to_our_apply_says_nothing()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("10", "f")).Upsert(Seen("8", "before"));

        Assert.Null(ledger.DescribeDrift(_ => false));
    }

    [Fact]
    public void Absence_counts_only_once_everything_was_listed()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f")).NewSession();
        Assert.Null(ledger.DescribeDrift(_ => false));

        Assert.Equal("Deployment ns/r-quay-redis is missing", (ledger with { Complete = true }).DescribeDrift(_ => false));
    }

    [Fact]
    public void A_dashboard_is_missed_when_it_is_gone_and_otherwise_is_whoever_wrote_it_last()
    {
        var key = new ObjectKey(ResourceKind.ConfigMap, "openshift-config-managed", "r-grafana-dashboard-quay");
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f") with { Key = key }) with { Complete = true };

        Assert.Null(ledger.Upsert(Seen("9", "of another", uid: "another") with { Key = key }).DescribeDrift(_ => false));
        Assert.Equal($"{key} is missing", (ledger.NewSession() with { Complete = true }).DescribeDrift(_ => false));
    }

    [Fact]
    public void A_digest_tells_what_was_applied_and_nothing_of_what_is_seen()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f"));

        Assert.Equal(ledger.AppliedDigest(), ComponentLedger.Empty.Record(Hash("h"), Seen("9", "g")).Upsert(Seen("12", "changed")).AppliedDigest());
        Assert.NotEqual(ledger.AppliedDigest(), ComponentLedger.Empty.Record(Hash("other"), Seen("5", "f")).AppliedDigest());
        Assert.NotEqual(ledger.AppliedDigest(), ledger.Record(Hash("h"), Seen("5", "f") with { Key = Key with { Name = "another" } }).AppliedDigest());
        Assert.NotEqual(ledger.AppliedDigest(), ComponentLedger.Empty.AppliedDigest());
    }

    [Fact]
    public void A_deletion_of_a_predecessor_leaves_the_successor()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f", uid: "old")).Upsert(Seen("9", "f", uid: "new")).Delete(Key, "old");

        Assert.Equal("new", ledger.Observed[Key]!.Uid);
    }

    [Fact]
    public void An_object_of_which_nothing_is_ours_any_more_has_drifted() =>
        Assert.NotNull(ComponentLedger.Empty.Record(Hash("h"), Seen("5", "f")).Upsert(Seen("6", null)).DescribeDrift(_ => false));

    [Fact]
    public void Without_a_fingerprint_the_version_tells()
    {
        var ledger = ComponentLedger.Empty.Record(Hash("h"), Seen("5", null));

        Assert.Null(ledger.Upsert(Seen("5", null)).DescribeDrift(_ => false));
        Assert.NotNull(ledger.Upsert(Seen("6", null)).DescribeDrift(_ => false));
    }

    [Fact]
    public void What_is_no_longer_rendered_is_missed_by_nobody()
    {
        var ledger = (ComponentLedger.Empty with { Complete = true }).Record(Hash("h"), Seen("5", "f")).Retain(Nothing).Delete(Key, "u");

        Assert.Null(ledger.DescribeDrift(_ => false));
    }

    [Fact]
    public void A_write_of_the_in_cluster_operator_is_told_once()
    {
        var at = DateTimeOffset.UnixEpoch;
        var ledger = ComponentLedger.Empty.Upsert(Seen("5", "f"));

        Assert.NotNull(ledger.ForeignWrite(Seen("6", "g") with { OperatorWrite = at }));
        Assert.Null(ledger.Upsert(Seen("6", "g") with { OperatorWrite = at }).ForeignWrite(Seen("7", "g") with { OperatorWrite = at }));
        Assert.Null(ComponentLedger.Empty.ForeignWrite(Seen("5", "f") with { OperatorWrite = at }));
    }

    [Fact]
    public void What_the_operator_wrote_before_its_fields_were_taken_over_is_not_new_when_the_watch_tells_it_late()
    {
        var at = DateTimeOffset.UnixEpoch;
        var taken = ComponentLedger.Empty.Upsert(Seen("5", "f") with { OperatorWrite = at }).Record(Hash("h"), Seen("7", "g"));

        Assert.Null(taken.ForeignWrite(Seen("6", "f") with { OperatorWrite = at }));
        Assert.NotNull(taken.ForeignWrite(Seen("8", "g") with { OperatorWrite = at.AddSeconds(1) }));
        Assert.NotNull(taken.ForeignWrite(Seen("6", "f", uid: "another") with { OperatorWrite = at.AddSeconds(1) }));
    }

    /// <summary>Whatever order events and answers come in, the ledger ends with the newest version of the object.</summary>
    [Fact]
    public void Events_in_any_order_end_in_the_newest_version() =>
        Gen.Shuffle(Enumerable.Range(1, 12).ToArray()).Sample(order =>
        {
            var ledger = order.Aggregate(ComponentLedger.Empty, (l, n) => n % 3 == 0 ? l.Record(Hash("h"), Seen($"{n}", $"f{n}")) : l.Upsert(Seen($"{n}", $"f{n}")));
            return ledger.Observed[Key]!.ResourceVersion == "12";
        });

    private static ObservedObject Seen(string version, string? fingerprint, string uid = "u") =>
        new(Key, uid, version, 1, fingerprint is null ? null : Hash(fingerprint), false, [], "r", null, null);

    private static Hash128 Hash(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
