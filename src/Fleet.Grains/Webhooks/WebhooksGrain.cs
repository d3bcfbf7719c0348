using System.Collections.Immutable;
using System.Security.Cryptography;
using Fleet.Domain.Webhooks;
using Fleet.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Webhooks;

/// <inheritdoc cref="IWebhooksGrain"/>
internal sealed partial class WebhooksGrain(
    [PersistentState("webhooks")] IPersistentState<WebhooksState> state,
    IEventLog log,
    WebhookSender sender,
    TimeProvider time,
    ILogger<WebhooksGrain> logger) : Grain, IWebhooksGrain
{
    private const int Most = 20;
    private const int SecretBytes = 32;

    private readonly ILogger<WebhooksGrain> _logger = logger;
    private readonly Dictionary<string, long> _ends = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, DateTimeOffset Since)> _sending = [];
    private IGrainTimer? _again;

    private ImmutableSortedDictionary<string, StoredWebhook> Webhooks => state.State.Webhooks;

    public Task<ImmutableArray<WebhookInfo>> List() => Task.FromResult<ImmutableArray<WebhookInfo>>([.. Webhooks.Select(item => Show(item.Key, item.Value))]);

    public async Task<WebhookOutcome> Set(string name, string url, string? secret, string by)
    {
        var before = Webhooks.GetValueOrDefault(name);
        if (before is null && Webhooks.Count >= Most) return new WebhookOutcome.TooMany(Most);
        var made = secret is null && before is null ? WebhookSecret.TextOf(RandomNumberGenerator.GetBytes(SecretBytes)) : null;
        var sealedSecret = (secret ?? made) is { } text ? sender.Seal(name, text) : before!.Secret;
        // What happened before it was there is not told.
        var delivery = before is null ? new WebhookDelivery(await EndsAsync()) : before.Delivery with { NotBefore = default };
        var now = new StoredWebhook(url, sealedSecret, by, time.GetUtcNow(), delivery);
        await StoreAsync(Webhooks.SetItem(name, now));
        Deliver();
        return new WebhookOutcome.Done(before is null ? null : Show(name, before), Show(name, now), made);
    }

    public async Task<WebhookInfo?> Remove(string name)
    {
        if (!Webhooks.TryGetValue(name, out var known)) return null;
        var shown = Show(name, known);
        await StoreAsync(Webhooks.Remove(name));
        return shown;
    }

    public async Task<WebhookTrial> Try(string name) =>
        Webhooks.TryGetValue(name, out var webhook) ? new WebhookTrial(true, await sender.TryAsync(name, webhook)) : new WebhookTrial(false, null);

    public Task Happened(ImmutableArray<RolloutEnd> ends)
    {
        foreach (var end in ends)
            if (_ends.GetValueOrDefault(end.Rollout) < end.Last) _ends[end.Rollout] = end.Last;
        Deliver();
        return Task.CompletedTask;
    }

    public async Task Sent(WebhookReport report)
    {
        _sending.Remove((report.Webhook, report.Since));
        if (Webhooks.TryGetValue(report.Webhook, out var webhook) && webhook.Since == report.Since)
        {
            var now = time.GetUtcNow();
            var delivery = report.Problem is { } problem
                ? webhook.Delivery.Fail(report.Rollout, report.Position, problem, now, RandomNumberGenerator.GetInt32(1000) / 1000.0)
                : webhook.Delivery.Reach(report.Rollout, report.Position, report.Told, now);
            if (report.Problem is not null) LogNotTaken(report.Webhook, report.Rollout, report.Position, report.Problem);
            await StoreAsync(Webhooks.SetItem(report.Webhook, webhook with { Delivery = delivery }));
        }
        Deliver();
    }

    /// <summary>One message at a time goes to each webhook, beside the grain: a receiver that hangs holds up nobody else.</summary>
    private void Deliver()
    {
        DateTimeOffset? again = null;
        foreach (var (name, webhook) in Webhooks)
        {
            if (webhook.Delivery.Next(_ends) is not var (rollout, position) || _sending.Contains((name, webhook.Since))) continue;
            if (webhook.Delivery.NotBefore > time.GetUtcNow())
            {
                if (again is null || webhook.Delivery.NotBefore < again) again = webhook.Delivery.NotBefore;
                continue;
            }
            _sending.Add((name, webhook.Since));
            _ = Task.Run(() => SendAsync(name, webhook, rollout, position), CancellationToken.None);
        }
        _again?.Dispose();
        _again = again is { } at ? this.RegisterGrainTimer(Again, new GrainTimerCreationOptions(Pause(at), Timeout.InfiniteTimeSpan) { KeepAlive = true }) : null;
    }

    private Task Again()
    {
        Deliver();
        return Task.CompletedTask;
    }

    private TimeSpan Pause(DateTimeOffset until) => until - time.GetUtcNow() is var pause && pause > TimeSpan.Zero ? pause : TimeSpan.Zero;

    private async Task SendAsync(string name, StoredWebhook webhook, string rollout, long position)
    {
        WebhookReport report;
        try
        {
            report = await sender.SendNextAsync(name, webhook, rollout, position);
        }
#pragma warning disable CA1031 // whatever it was, the message was not taken, and is sent again
        catch (Exception e)
        {
            report = new WebhookReport(name, webhook.Since, rollout, position + 1, Told: false, e.Message);
        }
#pragma warning restore CA1031
        try
        {
            await this.AsReference<IWebhooksGrain>().Sent(report);
        }
#pragma warning disable CA1031 // the end of a detached task: nobody else would see it
        catch (Exception e)
        {
            LogNotTold(e, name);
        }
#pragma warning restore CA1031
    }

    private async Task<ImmutableSortedDictionary<string, long>> EndsAsync()
    {
        await foreach (var stream in log.ListAllAsync(EventStreams.Rollouts, CancellationToken.None)) _ends[stream.Id] = stream.Last;
        return _ends.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private async Task StoreAsync(ImmutableSortedDictionary<string, StoredWebhook> webhooks)
    {
        state.State = new WebhooksState { Webhooks = webhooks };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Whether it was written is not known: the next activation reads what was.
            DeactivateOnIdle();
            throw;
        }
    }

    private WebhookInfo Show(string name, StoredWebhook webhook)
    {
        var waiting = _ends.Count(end => webhook.Delivery.Positions.GetValueOrDefault(end.Key) < end.Value);
        return new WebhookInfo(
            name, webhook.Url, webhook.By, webhook.Since, webhook.Delivery.DeliveredAt, waiting,
            waiting > 0 && webhook.Delivery.Problem.Length > 0 ? webhook.Delivery.NotBefore : null, webhook.Delivery.GivenUp, webhook.Delivery.Problem);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} did not take event {Sequence} of rollout {Rollout}: {Problem}")]
    private partial void LogNotTaken(string webhook, string rollout, long sequence, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of a message to webhook {Webhook} could not be noted; it is sent again")]
    private partial void LogNotTold(Exception exception, string webhook);
}
