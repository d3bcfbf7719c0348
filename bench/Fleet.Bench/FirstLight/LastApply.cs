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

    private LastApply(Stream stream) => _watching = Task.Run(() => WatchAsync(stream));

    public static async Task<LastApply> FollowAsync(AdminClient admin, string ns) =>
        new(await admin.OpenAsync($"/apis/apps/v1/namespaces/{ns}/deployments?watch=true"));

    /// <summary>When the last of so many Quay Deployments was created.</summary>
    /// <exception cref="InvalidOperationException">The watch ended before it had shown all of them: there is nothing to report.</exception>
    public long AllCreated(int count) => Last(_created, count);

    /// <summary>When the last of so many Quay Deployments was scaled up.</summary>
    /// <exception cref="InvalidOperationException">The watch ended before it had shown all of them: there is nothing to report.</exception>
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
        : throw new InvalidOperationException($"The watch of Deployments showed {moments.Count} of {count}: it was closed, or has fallen behind.");

    private async Task WatchAsync(Stream stream)
    {
        try
        {
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(_end.Token) is { } line)
            {
                var now = TimeProvider.System.GetTimestamp();
                if (!line.Contains("-quay-app\"", StringComparison.Ordinal) || JsonNode.Parse(line)?["object"] is not { } deployment) continue;
                var name = (string)deployment["metadata"]!["name"]!;
                if (!name.EndsWith("-quay-app", StringComparison.Ordinal)) continue;
                _created.TryAdd(name, now);
                if ((int?)deployment["spec"]!["replicas"] > 0) _scaled.TryAdd(name, now);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
