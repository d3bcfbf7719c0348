using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Connection;

/// <summary>An event of the live stream.</summary>
/// <param name="Type">One of <see cref="WatchEventTypes"/>.</param>
internal sealed record FleetEvent(string Type, JsonNode Data)
{
    public string? Key => (string?)Data["key"];

    /// <summary>The cluster, registry or rollout; null for what carries none.</summary>
    public JsonNode? Object => Data["registry"] ?? Data["cluster"] ?? Data["rollout"];

    public bool IsState => Type is WatchEventTypes.Snapshot or WatchEventTypes.Changed;
}

/// <summary>Follows the live stream, and takes it up again where it broke off.</summary>
internal static class FleetEvents
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="path">For example <c>watch?kind=registry&amp;cluster=a</c>.</param>
    /// <exception cref="CommandFault">The first connection cannot be made, or is refused.</exception>
    public static async IAsyncEnumerable<FleetEvent> FollowAsync(
        FleetClient client, string path, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? position = null;
        var stream = await client.OpenAsync(path, null, cancellationToken);
        while (true)
        {
            await using (stream)
            {
                await using var items = SseParser.Create(stream, (_, bytes) => JsonNode.Parse(bytes)).EnumerateAsync(cancellationToken)
                    .GetAsyncEnumerator(cancellationToken);
                while (await NextAsync(items))
                {
                    if (items.Current.Data is not { } data) continue;
                    // What has no id, such as a part of a snapshot, is no place to go on from.
                    position = items.Current.EventType == WatchEventTypes.Resync ? null : items.Current.EventId ?? position;
                    yield return new FleetEvent(items.Current.EventType, data);
                }
            }
            stream = await ReopenAsync(client, path, position, time, cancellationToken);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<JsonNode?>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<Stream> ReopenAsync(
        FleetClient client, string path, string? position, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, time, cancellationToken);
            try
            {
                return await client.OpenAsync(path, position, cancellationToken);
            }
            catch (CommandFault fault) when (fault.ExitCode == ExitCode.Unreachable)
            {
                // The server restarts, perhaps; whoever follows decides how long to put up with it.
            }
        }
    }
}
