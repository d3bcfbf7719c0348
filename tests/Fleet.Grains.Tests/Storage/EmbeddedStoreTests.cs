using Fleet.Domain.Clusters;
using Fleet.Grains.Clusters;
using Fleet.Silo.Storage;
using Orleans.Storage;
using Xunit;

namespace Fleet.Grains.Tests.Storage;

public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly string _folder = FleetServer.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_written_is_there_after_the_store_was_opened_again()
    {
        var id = GrainId.Create("cluster", "a");
        await using (var store = Open()) await WriteAsync(store, id, new GrainState<ClusterState>(new ClusterState { Registered = true, Endpoint = "https://a" }));

        await using var again = Open();
        var read = await ReadAsync(again, id);
        Assert.True(read.RecordExists);
        Assert.Equal("https://a", read.State!.Endpoint);
        Assert.Equal("1", read.ETag);
    }

    [Fact]
    public async Task A_write_on_an_old_version_is_refused_and_changes_nothing()
    {
        await using var store = Open();
        var id = GrainId.Create("cluster", "a");
        await WriteAsync(store, id, new GrainState<ClusterState>(new ClusterState { Endpoint = "first" }));
        var (one, two) = (await ReadAsync(store, id), await ReadAsync(store, id));
        one.State!.Endpoint = "one";
        two.State!.Endpoint = "two";

        await WriteAsync(store, id, one);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(store, id, two));
        Assert.Equal("one", (await ReadAsync(store, id)).State!.Endpoint);
    }

    [Fact]
    public async Task Of_many_racing_first_writes_one_succeeds()
    {
        await using var store = Open();
        var id = GrainId.Create("cluster", "raced");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async n =>
        {
            try
            {
                await WriteAsync(store, id, new GrainState<ClusterState>(new ClusterState { Endpoint = $"{n}" }));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, won => won);
    }

    [Fact]
    public async Task Cleared_state_is_as_if_it_had_never_been()
    {
        await using var store = Open();
        var id = GrainId.Create("cluster", "a");
        var state = new GrainState<ClusterState>(new ClusterState { Registered = true });
        await WriteAsync(store, id, state);

        await Storage(store).ClearStateAsync("state", id, state);

        Assert.False((await ReadAsync(store, id)).RecordExists);
        await WriteAsync(store, id, state);
    }

    [Fact]
    public async Task The_table_of_clusters_takes_each_once()
    {
        await using var store = Open();
        var directory = new EmbeddedClusterDirectory(store);
        var name = ClusterName.Parse("prod-1");

        await directory.AddAsync(name, CancellationToken.None);
        await directory.AddAsync(name, CancellationToken.None);
        Assert.Equal([name], await directory.ListAsync(CancellationToken.None));

        await directory.RemoveAsync(name, CancellationToken.None);
        Assert.Empty(await directory.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_fleets_id_is_made_once()
    {
        await using var store = Open();

        Assert.Equal(await FleetIdentity.EnsureAsync(store), await FleetIdentity.EnsureAsync(store));
    }

    private EmbeddedStore Open() => EmbeddedStore.Open(Path.Combine(_folder, "fleet.db"));

    private static FleetGrainStorage Storage(EmbeddedStore store) => new(new EmbeddedGrainStateTable(store), new PlainJson());

    private static Task WriteAsync(EmbeddedStore store, GrainId id, GrainState<ClusterState> state) => Storage(store).WriteStateAsync("state", id, state);

    private static async Task<GrainState<ClusterState>> ReadAsync(EmbeddedStore store, GrainId id)
    {
        var state = new GrainState<ClusterState>(new ClusterState());
        await Storage(store).ReadStateAsync("state", id, state);
        return state;
    }

    private sealed class PlainJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);

        public T Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>()!;
    }
}
