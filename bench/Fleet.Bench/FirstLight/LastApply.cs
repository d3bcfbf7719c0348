using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Bench.FirstLight;

/// <summary>
/// Watches a namespace's Deployments for the moments that end a registry's phases: its migration starts once Quay's Deployment exists, with
/// zero pods, and its last apply scales that Deployment up.
/// </summary>
internal sealed class LastApply : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, long> _created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _scaled = new(StringComparer.Ordinal);
    private readonly Task _watching;

    private readonly AdminClient _admin;
    private readonly string _path;
    private string _version = "";

    private LastApply(AdminClient admin, string path, Stream stream)
    {
        (_admin, _path) = (admin, path);
        _watching = Task.Run(() => FollowAsync(stream));
    }

    public static async Task<LastApply> FollowAsync(AdminClient admin, string ns)
    {
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments?watch=true";
        return new LastApply(admin, path, await admin.OpenAsync(path));
    }

    /// <summary>When the last of so many Quay Deployments was created.</summary>
    /// <exception cref="InvalidOperationException">The watch has not shown all of them: there is nothing to report.</exception>
    public long AllCreated(int count) => Last(_created, count);

    /// <summary>When the last of so many Quay Deployments was scaled up.</summary>
    /// <exception cref="InvalidOperationException">The watch has not shown all of them: there is nothing to report.</exception>
    public long AllScaled(int count) => Last(_scaled, count);

    /// <summary>Ends the watch; only then may the moments be read.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private static long Last(Dictionary<string, long> moments, int count) => moments.Count == count
        ? moments.Values.Max()
        : throw new InvalidOperationException($"The watch of Deployments showed {moments.Count} of {count}: it has fallen behind.");

    private async Task FollowAsync(Stream stream)
    {
        try
        {
            // An API server that is hard pressed closes watches that do not keep up; they go on where they were.
            while (true)
            {
                await ReadAsync(stream);
                stream = await _admin.OpenAsync($"{_path}&resourceVersion={_version}");
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the round.
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (JsonNode.Parse(line)?["object"]?["metadata"] is not { } metadata) continue;
            _version = (string)metadata["resourceVersion"]!;
            if ((string?)metadata["name"] is not { } name || !name.EndsWith("-quay-app", StringComparison.Ordinal)) continue;
            _created.TryAdd(name, now);
            if ((int?)metadata.Parent!["spec"]!["replicas"] > 0) _scaled.TryAdd(name, now);
        }
    }
}
