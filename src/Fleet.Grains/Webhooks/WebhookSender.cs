using System.Text.Json;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Webhooks;
using Fleet.Grains.Security;
using Fleet.Grains.Storage;

namespace Fleet.Grains.Webhooks;

/// <summary>Tells a webhook what the logs of rollouts hold.</summary>
internal sealed class WebhookSender(IEventLog log, WebhookClient client, SecretBox box, FleetKeys keys, TimeProvider time)
{
    private const int ReadAtOnce = 200;

    public byte[] Seal(string name, string secret) => box.Seal(secret, Context(name));

    /// <summary>Sends the next message that a rollout's log holds, if there is one among the events that are read at once.</summary>
    public async Task<WebhookReport> SendNextAsync(string name, StoredWebhook webhook, string rollout, long position)
    {
        foreach (var item in await log.ReadAsync(new EventStream(EventStreams.Rollouts, rollout), position + 1, ReadAtOnce, CancellationToken.None))
        {
            position = item.Sequence;
            var happened = JsonSerializer.Deserialize<RolloutEvent>(item.Payload) ?? throw new InvalidDataException($"Event {position} of rollout {rollout} is empty.");
            if (RolloutNotice.Of(keys.FleetId, rollout, position, happened) is not { } notice) continue;
            var problem = await SendAsync(name, webhook, notice);
            return new WebhookReport(name, webhook.Since, rollout, position, Told: problem is null, problem);
        }
        return new WebhookReport(name, webhook.Since, rollout, position, Told: false, null);
    }

    /// <returns>Why the message was not taken; null when it was.</returns>
    public Task<string?> TryAsync(string name, StoredWebhook webhook)
    {
        var now = time.GetUtcNow();
        return SendAsync(name, webhook, RolloutNotice.Trial(keys.FleetId, name, $"test-{name}-{now.ToUnixTimeMilliseconds()}", now));
    }

    private Task<string?> SendAsync(string name, StoredWebhook webhook, RolloutNotice notice) =>
        WebhookSecret.TryParse(box.Open(webhook.Secret, Context(name)), out var secret)
            ? client.SendAsync(webhook.Url, secret, notice, CancellationToken.None)
            : throw new InvalidDataException($"The secret of webhook {name} is none.");

    private static string Context(string name) => $"webhook {name}";
}
