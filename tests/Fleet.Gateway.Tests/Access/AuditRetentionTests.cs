using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Tests.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Access;

/// <summary>Lines are kept for so many days, and what is left can still be verified.</summary>
public sealed class AuditRetentionTests
{
    private const int Days = 30;
    private readonly FakeTimeProvider _time = new(Sample.Noon);
    private readonly MemoryAudit _store = new();

    [Fact]
    public async Task What_is_old_is_cut_off_and_what_is_left_is_whole()
    {
        await using var server = await ServerAsync();
        for (var day = 0; day < 100; day++)
        {
            await server.WriteAsync();
            await server.LookAsync();
            Assert.Empty(Verify(_store.Rows));
            _time.Advance(TimeSpan.FromDays(1));
        }
        // A write and a cut for each day that is kept.
        Assert.InRange(_store.Rows.Count, Days, 2 * Days + 4);
        Assert.DoesNotContain(_store.Rows, row => row.At < _time.GetUtcNow().AddDays(-Days - 2));
    }

    [Fact]
    public async Task A_chain_that_was_silent_longer_than_lines_are_kept_goes_on()
    {
        await using var quiet = await ServerAsync();
        await using var busy = await ServerAsync();
        await quiet.WriteAsync();
        await quiet.WriteAsync();
        for (var day = 0; day < 2 * Days; day++)
        {
            await busy.WriteAsync();
            await busy.LookAsync();
            _time.Advance(TimeSpan.FromDays(1));
        }
        Assert.Single(_store.Rows, row => row.Chain == quiet.Chain);
        await quiet.WriteAsync();
        Assert.Empty(Verify(_store.Rows));
        await busy.LookAsync();
        Assert.Empty(Verify(_store.Rows));
        _time.Advance(TimeSpan.FromDays(1));
        await quiet.LookAsync();
        Assert.Empty(Verify(_store.Rows));
    }

    [Fact]
    public async Task A_line_that_was_taken_out_otherwise_is_found_after_a_cut_too()
    {
        await using (var before = await ServerAsync())
            for (var i = 0; i < 3; i++) await before.WriteAsync();
        await using var server = await ServerAsync();
        for (var day = 0; day < Days + 5; day++)
        {
            await server.WriteAsync();
            _time.Advance(TimeSpan.FromDays(1));
        }
        await server.LookAsync();
        await server.WriteAsync();
        var rows = _store.Rows.OrderBy(row => row.At).ThenBy(row => row.Chain, StringComparer.Ordinal).ThenBy(row => row.Sequence).ToList();
        Assert.Contains(rows, row => row.Stage == "cut");
        Assert.Empty(Verify(rows));
        // The last of all has nothing behind it.
        for (var i = 0; i < rows.Count - 1; i++) Assert.NotEmpty(Verify([.. rows.Take(i), .. rows.Skip(i + 1)]));
        // More than was to be cut off.
        Assert.NotEmpty(Verify(rows.Where(row => row.Chain != server.Chain || row.Sequence > 12)));
    }

    [Fact]
    public async Task A_cut_that_broke_off_is_finished_and_said_once()
    {
        await using var server = await ServerAsync();
        for (var day = 0; day < Days + 5; day++)
        {
            await server.WriteAsync();
            _time.Advance(TimeSpan.FromDays(1));
        }
        var old = _store.Rows.ToList();
        await server.LookAsync();
        var left = _store.Rows.Count;
        // As if what was cut had not been removed yet: it verifies, and the next look removes it.
        _store.Restore(old);
        Assert.Empty(Verify(_store.Rows));
        await server.LookAsync();
        Assert.Equal(left, _store.Rows.Count);
        Assert.Single(_store.Rows, row => row.Stage == "cut");
        Assert.Empty(Verify(_store.Rows));
    }

    private async Task<Server> ServerAsync()
    {
        // Chains are told apart by when they began.
        _time.Advance(TimeSpan.FromSeconds(1));
        var server = new Server(_store, _time);
        await server.StartAsync();
        return server;
    }

    private static IReadOnlyList<string> Verify(IEnumerable<AuditRow> rows)
    {
        var verification = new AuditVerification();
        foreach (var row in rows.OrderBy(row => row.At).ThenBy(row => row.Chain, StringComparer.Ordinal).ThenBy(row => row.Sequence)) verification.Read(row.Line);
        return verification.Finish();
    }

    private sealed class Server(MemoryAudit store, FakeTimeProvider time) : IAsyncDisposable
    {
        private readonly AuditWriter _writer = new(store, time, NullLogger<AuditWriter>.Instance);

        public string Chain => _writer.Chain;

        public Task StartAsync() => _writer.StartAsync(TestContext.Current.CancellationToken);

        public Task WriteAsync() =>
            _writer.WriteAsync(new AuditDraft(AuditDraft.Completed, "admin", new RequestFacts("127.0.0.1", "POST", "/x", "x", "cluster/a", null), Status: 200));

        public async Task LookAsync()
        {
            using var retention = new AuditRetention(new AuditKeeping(Days), _writer, store, time, NullLogger<AuditRetention>.Instance);
            await retention.LookAsync(Days, TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await _writer.StopAsync(CancellationToken.None);
            _writer.Dispose();
        }
    }
}
