using System.Net;
using Fleet.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Fleet.Storage.Tests;

/// <summary>Our statements behind Orleans' own membership and reminder tables, registered as in the product.</summary>
public sealed class OrleansTablesTests(PostgresServer server) : IAsyncLifetime
{
    private readonly string _folder = OpenStore.NewFolder();
    private OpenStore _store = null!;
    private IHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTime Now { get; } = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    public async ValueTask InitializeAsync()
    {
        _store = await OpenStore.OpenAsync(await server.CreateDatabaseAsync("store"), _folder);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(_store.Store.Configure);
        _host = builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Of_two_silos_that_saw_one_version_one_is_inserted()
    {
        var table = await MembershipAsync();
        var seen = (await table.ReadAllAsync(Cancellation)).Version;

        var inserted = await Task.WhenAll(table.InsertRowAsync(Silo(1), seen.Next(), Cancellation), table.InsertRowAsync(Silo(2), seen.Next(), Cancellation));

        Assert.Single(inserted, one => one);
        var now = await table.ReadAllAsync(Cancellation);
        Assert.Equal(seen.Version + 1, now.Version.Version);
        Assert.Single(now.Members);
        Assert.False(await table.InsertRowAsync(now.Members[0].Item1, now.Version.Next(), Cancellation));
    }

    [Fact]
    public async Task A_member_is_updated_at_the_versions_end_only()
    {
        var table = await MembershipAsync();
        var entry = Silo(1);
        var first = (await table.ReadAllAsync(Cancellation)).Version;
        Assert.True(await table.InsertRowAsync(entry, first.Next(), Cancellation));
        var (row, etag) = (await table.ReadRowAsync(entry.SiloAddress, Cancellation)).Members[0];
        var second = (await table.ReadAllAsync(Cancellation)).Version;
        row.Status = SiloStatus.Active;
        row.AddSuspector(Silo(2).SiloAddress, Now);

        Assert.True(await table.UpdateRowAsync(row, etag, second.Next(), Cancellation));
        row.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRowAsync(row, etag, second.Next(), Cancellation));

        var known = (await table.ReadRowAsync(entry.SiloAddress, Cancellation)).Members[0].Item1;
        Assert.Equal(SiloStatus.Active, known.Status);
        Assert.Equal(Silo(2).SiloAddress, Assert.Single(known.SuspectTimes!).Item1);
        Assert.Equal(Now, known.StartTime.ToUniversalTime());
    }

    [Fact]
    public async Task Signs_of_life_are_kept_and_old_members_cleaned_unless_active()
    {
        var table = await MembershipAsync();
        MembershipEntry[] silos = [Silo(1), Silo(2, SiloStatus.Dead), Silo(3, SiloStatus.Dead)];
        foreach (var silo in silos) Assert.True(await table.InsertRowAsync(silo, (await table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation));
        silos[2].IAmAliveTime = Now.AddHours(2);
        await table.UpdateIAmAliveAsync(silos[2], Cancellation);

        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Now.AddHours(1)), Cancellation);

        Assert.Equal([silos[0].SiloAddress, silos[2].SiloAddress], (await table.ReadAllAsync(Cancellation)).Members.Select(m => m.Item1.SiloAddress).OrderBy(a => a.Endpoint.Port));
    }

    [Fact]
    public async Task A_reminder_is_found_by_grain_and_range_until_it_is_removed_at_its_version()
    {
        var table = _host.Services.GetRequiredService<IReminderTable>();
        await table.StartAsync(Cancellation);
        var grains = Enumerable.Range(0, 50).Select(i => GrainId.Create("registry", $"prod-{i}/{new string('n', 200)}/quay")).ToList();
        foreach (var grain in grains) await table.UpsertRow(Reminder(grain, TimeSpan.FromMinutes(1)));

        // Two halves of the ring hold each reminder once, also where hashes turn negative.
        var (low, high) = (await table.ReadRows(0x4000_0000, 0xC000_0000), await table.ReadRows(0xC000_0000, 0x4000_0000));
        Assert.Equal(grains.Order(), low.Reminders.Concat(high.Reminders).Select(r => r.GrainId).Order());
        Assert.All(low.Reminders, r => Assert.InRange(r.GrainId.GetUniformHashCode(), 0x4000_0001u, 0xC000_0000u));

        var stale = (await table.ReadRow(grains[0], "wake"))!.ETag!;
        var etag = (await table.UpsertRow(Reminder(grains[0], TimeSpan.FromDays(60))))!;
        Assert.NotEqual(stale, etag);
        Assert.Equal(TimeSpan.FromDays(60), Assert.Single((await table.ReadRows(grains[0])).Reminders).Period);
        Assert.False(await table.RemoveRow(grains[0], "wake", stale));
        Assert.True(await table.RemoveRow(grains[0], "wake", etag));
        Assert.Empty((await table.ReadRows(grains[0])).Reminders);
    }

    private async Task<IMembershipTable> MembershipAsync()
    {
        var table = _host.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(true, Cancellation);
        return table;
    }

    private static MembershipEntry Silo(int number, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1000 + number), number),
        HostName = "host",
        SiloName = $"silo-{number}",
        Status = status,
        ProxyPort = 2000 + number,
        StartTime = Now,
        IAmAliveTime = Now,
    };

    private static ReminderEntry Reminder(GrainId grain, TimeSpan period) => new() { GrainId = grain, ReminderName = "wake", StartAt = Now, Period = period };
}
