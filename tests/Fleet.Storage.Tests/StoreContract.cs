using Fleet.Domain.Clusters;
using Fleet.Grains.Storage;
using Fleet.Testing;
using Orleans.Storage;
using Xunit;

namespace Fleet.Storage.Tests;

public sealed class EmbeddedStoreContract : StoreContract
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class PostgresStoreContract(PostgresServer server) : StoreContract
{
    protected override async Task<string?> DatabaseAsync() => await server.CreateDatabaseAsync("store");
}

/// <summary>What both stores owe their callers.</summary>
public abstract class StoreContract : OnEitherStore
{
    private static readonly EventStream Rollout = new("rollout", "weekly");

    [Fact]
    public async Task Of_many_first_writers_exactly_one_succeeds()
    {
        var id = Id("prod-1");

        var won = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => TryWriteAsync(id, new GrainState<Note>(new Note(i.ToString()))))));

        Assert.Single(won, one => one);
    }

    [Fact]
    public async Task A_stale_etag_is_refused_and_changes_nothing()
    {
        var id = Id("prod-1");
        await WriteAsync(id, new GrainState<Note>(new Note("one")));
        var (first, second) = (await ReadAsync(id), await ReadAsync(id));
        first.State = new Note("two");
        await WriteAsync(id, first);

        second.State = new Note("lost");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(id, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.Grains.ClearStateAsync("note", id, second));
        Assert.Equal("two", (await ReadAsync(id)).State!.Text);
    }

    [Fact]
    public async Task Cleared_state_is_gone_and_can_be_written_again()
    {
        var id = Id("prod-1");
        var state = new GrainState<Note>(new Note("one"));
        await WriteAsync(id, state);

        await Store.Grains.ClearStateAsync("note", id, state);

        Assert.False((await ReadAsync(id)).RecordExists);
        await WriteAsync(id, state);
        Assert.True((await ReadAsync(id)).RecordExists);
    }

    [Theory]
    [InlineData("1", "01")]
    [InlineData("cafe", "0cafe")]
    [InlineData("a", "A")]
    public async Task Keys_that_look_like_the_same_number_are_different_grains(string one, string other)
    {
        await WriteAsync(Id(one), new GrainState<Note>(new Note(one)));
        await WriteAsync(Id(other), new GrainState<Note>(new Note(other)));

        Assert.Equal((one, other), ((await ReadAsync(Id(one))).State!.Text, (await ReadAsync(Id(other))).State!.Text));
    }

    [Fact]
    public async Task Keys_may_be_long_and_states_large_and_in_any_script()
    {
        var id = Id($"{new string('c', 63)}/{new string('n', 63)}/{new string('r', 253)}/ClairPostgres");
        var text = string.Concat(Enumerable.Repeat("Fjällräven 山 \U0001F680 ' \" \\", 50_000));
        Assert.True(text.Length > 1_000_000);

        await WriteAsync(id, new GrainState<Note>(new Note(text)));

        Assert.Equal(text, (await ReadAsync(id)).State!.Text);
    }

    [Fact]
    public async Task What_was_written_is_there_after_opening_again()
    {
        await WriteAsync(Id("prod-1"), new GrainState<Note>(new Note("kept")));
        await Store.Clusters.AddAsync(ClusterName.Parse("prod-1"), Cancellation);
        await Store.Events.AppendAsync(Rollout, 0, ["1"], Cancellation);
        var (fleet, token) = (Store.Store.Keys.FleetId, Store.Store.AdminTokenHash);
        var derived = Store.Store.Keys.Derive("test");

        await ReopenAsync();

        Assert.Equal("kept", (await ReadAsync(Id("prod-1"))).State!.Text);
        Assert.Equal([ClusterName.Parse("prod-1")], await Store.Clusters.ListAsync(Cancellation));
        Assert.Single(await Store.Events.ReadAsync(Rollout, 1, 10, Cancellation));
        Assert.Equal(fleet, Store.Store.Keys.FleetId);
        Assert.Equal(token, Store.Store.AdminTokenHash);
        Assert.Equal(derived, Store.Store.Keys.Derive("test"));
    }

    [Fact]
    public async Task A_cluster_is_listed_once_until_it_is_removed()
    {
        var (a, b) = (ClusterName.Parse("a"), ClusterName.Parse("b"));
        foreach (var cluster in (ClusterName[])[b, a, b]) await Store.Clusters.AddAsync(cluster, Cancellation);
        Assert.Equal([a, b], await Store.Clusters.ListAsync(Cancellation));

        await Store.Clusters.RemoveAsync(a, Cancellation);

        Assert.Equal([b], await Store.Clusters.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Events_are_read_in_order_and_in_pages()
    {
        Assert.Equal(new AppendOutcome.Appended(3), await Store.Events.AppendAsync(Rollout, 0, ["""{"n": 1}""", """{"n": 2}""", """{"n": 3}"""], Cancellation));
        Assert.Equal(new AppendOutcome.Appended(4), await Store.Events.AppendAsync(Rollout, 3, ["""{"n": 4}"""], Cancellation));

        Assert.Equal([1L, 2L], (await Store.Events.ReadAsync(Rollout, 1, 2, Cancellation)).Select(e => e.Sequence));
        Assert.Equal(["""{"n": 3}""", """{"n": 4}"""], (await Store.Events.ReadAsync(Rollout, 3, 2, Cancellation)).Select(e => e.Payload));
        Assert.Empty(await Store.Events.ReadAsync(Rollout, 5, 2, Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_append_at_another_place_than_the_end_says_so_and_writes_nothing(long expected)
    {
        await Store.Events.AppendAsync(Rollout, 0, ["1", "2"], Cancellation);

        Assert.Equal(new AppendOutcome.Conflict(2), await Store.Events.AppendAsync(Rollout, expected, ["3", "4", "5"], Cancellation));
        Assert.Equal(2, (await Store.Events.ReadAsync(Rollout, 1, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task Concurrent_writers_leave_whole_batches_without_gaps()
    {
        // Batches of different lengths: a longer loser must not leave its tail behind a shorter winner.
        var appended = await Task.WhenAll(Enumerable.Range(1, 12).Select(writer => Task.Run(async () =>
        {
            var (done, last) = (0, 0L);
            while (done < 5)
            {
                var batch = Enumerable.Repeat(writer.ToString(), writer).ToArray();
                switch (await Store.Events.AppendAsync(Rollout, last, batch, Cancellation))
                {
                    case AppendOutcome.Appended it: (done, last) = (done + 1, it.Last); break;
                    case AppendOutcome.Conflict it: last = it.Last; break;
                }
            }
            return done * writer;
        })));

        var events = await Store.Events.ReadAsync(Rollout, 1, 10_000, Cancellation);
        Assert.Equal(Enumerable.Range(1, appended.Sum()).Select(i => (long)i), events.Select(e => e.Sequence));
        for (var i = 0; i < events.Count;)
        {
            var length = int.Parse(events[i].Payload);
            Assert.All(events.Skip(i).Take(length), e => Assert.Equal(events[i].Payload, e.Payload));
            i += length;
        }
    }

    [Fact]
    public async Task Streams_of_a_kind_are_listed_in_pages_until_they_are_deleted()
    {
        Assert.Empty(await Store.Events.ListAsync("operation", null, 2, Cancellation));
        foreach (var id in (string[])["c", "B", "a"]) await Store.Events.AppendAsync(new EventStream("operation", id), 0, ["1", "2"], Cancellation);
        await Store.Events.AppendAsync(Rollout, 0, ["1"], Cancellation);

        Assert.Equal([new("B", 2), new("a", 2)], await Store.Events.ListAsync("operation", null, 2, Cancellation));
        Assert.Equal(["c"], (await Store.Events.ListAsync("operation", "a", 2, Cancellation)).Select(stream => stream.Id));

        await Store.Events.DeleteAsync(new EventStream("operation", "a"), Cancellation);
        Assert.Equal(["B", "c"], (await Store.Events.ListAsync("operation", null, 10, Cancellation)).Select(stream => stream.Id));
    }

    private static GrainId Id(string key) => GrainId.Create("note", key);

    private async Task<bool> TryWriteAsync(GrainId id, GrainState<Note> state)
    {
        try
        {
            await WriteAsync(id, state);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private Task WriteAsync(GrainId id, GrainState<Note> state) => Store.Grains.WriteStateAsync("note", id, state);

    private async Task<GrainState<Note>> ReadAsync(GrainId id)
    {
        var state = new GrainState<Note>(new Note());
        await Store.Grains.ReadStateAsync("note", id, state);
        return state;
    }

    private sealed record Note(string Text)
    {
        public Note()
            : this("")
        {
        }
    }
}
