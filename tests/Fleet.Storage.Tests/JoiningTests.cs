using System.Security.Cryptography;
using System.Text;
using Fleet.Domain.Clusters;
using Fleet.Grains.Storage;
using Fleet.Silo.Hosting;
using Fleet.Silo.Storage;
using Fleet.Testing;
using Xunit;

namespace Fleet.Storage.Tests;

/// <summary>Servers that join one fleet in one PostgreSQL.</summary>
public sealed class JoiningTests(PostgresServer server) : IAsyncLifetime
{
    private readonly List<string> _folders = [];
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync("store");

    public ValueTask DisposeAsync()
    {
        foreach (var folder in _folders) Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Scripts that a database has been through.</summary>
    private static long Migrations => Directory.GetFiles(Path.Combine(Repository.Root, "src/Fleet.Silo/Storage/Migrations/Postgres"), "*.sql").Length;

    [Fact]
    public async Task Eight_at_once_on_an_empty_database_share_schema_id_key_and_token()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenStore.OpenAsync(_database, Folder())));

        Assert.Single(stores.Select(store => store.Store.Keys.FleetId).Distinct());
        Assert.Single(stores.Select(store => Convert.ToHexString(store.Store.Keys.Derive("test"))).Distinct());
        Assert.Single(stores.Select(store => Convert.ToHexString(store.Store.AdminTokenHash)).Distinct());
        var token = Assert.Single(_folders, folder => File.Exists(Path.Combine(folder, "admin.token")));
        Assert.Equal(Hash((await File.ReadAllTextAsync(Path.Combine(token, "admin.token"))).Trim()), stores[0].Store.AdminTokenHash);
        Assert.Equal(Migrations, await OpenStore.AskAsync(_database, "select count(*) from schemaversions"));
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_database_of_the_previous_release_is_brought_up_to_date_and_keeps_what_it_holds()
    {
        await using (var store = await OpenStore.OpenAsync(_database, Folder())) await store.Clusters.AddAsync(ClusterName.Parse("prod-1"), Cancellation);
        await OpenStore.ExecuteAsync(
            _database,
            """
            drop table orleansquery, orleansmembershiptable, orleansmembershipversiontable, orleansreminderstable;
            delete from schemaversions where scriptname like '%.0002-%'
            """);

        await using var later = await OpenStore.OpenAsync(_database, Folder());

        Assert.Single(await later.Clusters.ListAsync(Cancellation));
        Assert.Equal(Migrations, await OpenStore.AskAsync(_database, "select count(*) from schemaversions"));
        Assert.True((long)(await OpenStore.AskAsync(_database, "select count(*) from orleansquery"))! > 0);
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused()
    {
        await (await OpenStore.OpenAsync(_database, Folder())).DisposeAsync();
        await OpenStore.ExecuteAsync(_database, "insert into schemaversions (scriptname, applied) values ('Fleet.Silo.Storage.Migrations.9999-later.sql', now())");

        var refused = await Refused(Folder());

        Assert.Equal(StartRefusedException.BadUsage, refused.Code);
        Assert.Contains("newer release (9999-later.sql)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_another_key_is_refused_and_its_key_stays()
    {
        await (await OpenStore.OpenAsync(_database, Folder())).DisposeAsync();
        var folder = Folder();
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await File.WriteAllTextAsync(Path.Combine(folder, "fleet.key"), key);

        var refused = await Refused(folder);

        Assert.Equal(StartRefusedException.BadUsage, refused.Code);
        Assert.Contains("not the key of the fleet", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(folder, "fleet.key")));
    }

    [Fact]
    public async Task With_a_key_file_the_database_holds_the_fingerprint_only()
    {
        var (file, folder) = (Path.Combine(Folder(), "mounted"), Folder());
        await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await (await OpenStore.OpenAsync(_database, folder, keyFile: file)).DisposeAsync();

        Assert.Equal("key-fingerprint", await OpenStore.AskAsync(_database, "select string_agg(name, ',') from fleet where name like '%key%'"));
        Assert.False(File.Exists(Path.Combine(folder, "fleet.key")));
        Assert.Contains("--key-file", (await Refused(Folder())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_password_is_taken_over_by_a_server_that_has_the_key()
    {
        var first = Folder();
        // The role is this test's own, so that no other test's password changes.
        var role = "r" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await OpenStore.ExecuteAsync(_database, $"create role {role} login superuser password 'one'");
        var one = $"{_database};Username={role};Password=one";
        var two = $"{_database};Username={role};Password=two";
        var original = await OpenStore.OpenAsync(one, first);
        var key = original.Store.Keys.Derive("test");
        await original.DisposeAsync();
        await OpenStore.ExecuteAsync(_database, $"alter role {role} password 'two'");

        Assert.Contains("password has changed", (await Refused(Folder(), two)).Message, StringComparison.Ordinal);
        await (await OpenStore.OpenAsync(two, first)).DisposeAsync();
        await using var joined = await OpenStore.OpenAsync(two, Folder());

        Assert.Equal(key, joined.Store.Keys.Derive("test"));
    }

    [Fact]
    public async Task A_token_file_replaces_the_fleets_token()
    {
        await (await OpenStore.OpenAsync(_database, Folder())).DisposeAsync();
        var file = Path.Combine(Folder(), "mounted");
        await File.WriteAllTextAsync(file, "from-a-secret\n");
        await (await OpenStore.OpenAsync(_database, Folder(), tokenFile: file)).DisposeAsync();

        await using var other = await OpenStore.OpenAsync(_database, Folder());

        Assert.Equal(Hash("from-a-secret"), other.Store.AdminTokenHash);
    }

    [Fact]
    public async Task An_embedded_fleet_moves_with_everything_it_knows_and_does_not_start_where_it_was()
    {
        var folder = Folder();
        var (cluster, stream, id) = (ClusterName.Parse("prod-1"), new EventStream("audit", "all"), GrainId.Create("cluster", "prod-1"));
        byte[] key, token;
        string fleet;
        await using (var embedded = await OpenStore.OpenAsync(null, folder))
        {
            await embedded.Clusters.AddAsync(cluster, Cancellation);
            await embedded.Events.AppendAsync(stream, 0, ["1", "2"], Cancellation);
            await embedded.Grains.WriteStateAsync("cluster", id, new GrainState<List<string>>(["credentials"]));
            (key, token, fleet) = (embedded.Store.Keys.Derive("test"), embedded.Store.AdminTokenHash, embedded.Store.Keys.FleetId);
            Assert.Contains("another process", (await MigrationRefused(folder)).Message, StringComparison.Ordinal);
        }

        await StoreMigration.RunAsync(Options(folder), _ => { }, Cancellation);

        await using var moved = await OpenStore.OpenAsync(_database, Folder());
        Assert.Equal((fleet, key, token), (moved.Store.Keys.FleetId, moved.Store.Keys.Derive("test"), moved.Store.AdminTokenHash), SameFleet);
        Assert.Equal([cluster], await moved.Clusters.ListAsync(Cancellation));
        Assert.Equal(["1", "2"], (await moved.Events.ReadAsync(stream, 1, 10, Cancellation)).Select(e => e.Payload));
        var state = new GrainState<List<string>>([]);
        await moved.Grains.ReadStateAsync("cluster", id, state);
        Assert.Equal(["credentials"], state.State);
        Assert.Contains("has moved", (await Assert.ThrowsAsync<StartRefusedException>(() => OpenStore.OpenAsync(null, folder))).Message, StringComparison.Ordinal);

        var second = Folder();
        await (await OpenStore.OpenAsync(null, second)).DisposeAsync();
        Assert.Contains("holds a fleet already", (await MigrationRefused(second)).Message, StringComparison.Ordinal);
        await (await OpenStore.OpenAsync(null, second)).DisposeAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static bool SameFleet((string Id, byte[] Key, byte[] Token) one, (string Id, byte[] Key, byte[] Token) other) =>
        one.Id == other.Id && one.Key.SequenceEqual(other.Key) && one.Token.SequenceEqual(other.Token);

    private ServerOptions Options(string folder) => new("", folder, AllowExec: false, SkipResourceRequests: false, Postgres: _database) { MigrateStore = true };

    private Task<StartRefusedException> MigrationRefused(string folder) =>
        Assert.ThrowsAsync<StartRefusedException>(() => StoreMigration.RunAsync(Options(folder), _ => { }, Cancellation));

    private string Folder()
    {
        var folder = OpenStore.NewFolder();
        _folders.Add(folder);
        return folder;
    }

    private Task<StartRefusedException> Refused(string folder, string? connection = null) =>
        Assert.ThrowsAsync<StartRefusedException>(async () => await (await OpenStore.OpenAsync(connection ?? _database, folder)).DisposeAsync());

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
