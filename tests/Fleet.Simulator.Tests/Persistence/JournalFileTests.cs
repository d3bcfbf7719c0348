using System.Text;
using Fleet.Simulator.Persistence;
using Xunit;

namespace Fleet.Simulator.Tests.Persistence;

public sealed class JournalFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quay-fleet-test-").FullName;

    private string File => Path.Combine(_folder, "simulator.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_is_there_although_nobody_closed_the_file()
    {
        await using var left = JournalFile.Open(File);
        await left.AppendAsync("sim-1", [Entry("a", 7, """{"kind":"Secret"}"""), Entry("b", 8, null)]);
        await left.AppendAsync("sim-2", [Entry("a", 3, "{}")]);

        await using var opened = JournalFile.Open(File);
        Assert.Equal(["sim-1 a 7 {\"kind\":\"Secret\"}", "sim-1 b 8 gone", "sim-2 a 3 {}"], Read(opened));
    }

    [Fact]
    public async Task The_newest_version_of_an_object_stays_in_whichever_order_changes_arrive()
    {
        await using var journal = JournalFile.Open(File);
        await journal.AppendAsync("sim-1", [Entry("a", 9, "9")]);
        await journal.AppendAsync("sim-1", [Entry("a", 8, "8")]);
        Assert.Equal(["sim-1 a 9 9"], Read(journal));
    }

    [Fact]
    public async Task A_burst_of_changes_of_many_clusters_is_kept_whole()
    {
        await using var journal = JournalFile.Open(File);
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => journal.AppendAsync($"sim-{i % 100}", [Entry($"o{i}", i, $"{i}")])));
        Assert.Equal(5000, journal.ReadAll().Count());
    }

    [Fact]
    public async Task A_setting_is_kept_and_replaced()
    {
        await using var journal = JournalFile.Open(File);
        Assert.Null(await journal.GetAsync("port"));
        await journal.SetAsync("port", [1, 2]);
        await journal.SetAsync("port", [3]);
        Assert.Equal([3], (await journal.GetAsync("port"))!);
    }

    [Fact]
    public void A_body_comes_out_as_it_went_in_and_takes_less_room()
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"name":"quay","value":"a"},""", 200)));
        var packed = JournalBody.Pack(body);
        Assert.Equal(body, JournalBody.Unpack(packed));
        Assert.True(packed.Length < body.Length / 4, $"{packed.Length} of {body.Length}");
    }

    private static JournalEntry Entry(string key, long version, string? body) => new(key, version, body is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(body));

    private static IEnumerable<string> Read(JournalFile journal) => journal.ReadAll()
        .Select(row => $"{row.Cluster} {row.Entry.Key} {row.Entry.Version} {(row.Entry.Body is { } body ? Encoding.UTF8.GetString(body.Span) : "gone")}");
}
