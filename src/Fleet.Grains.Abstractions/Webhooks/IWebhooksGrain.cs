using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Fleet.Grains.Webhooks;

/// <summary>Whom the fleet tells of its rollouts; one for the fleet. What is to be told is read from the rollouts' logs.</summary>
[Alias("Fleet.Webhooks")]
public interface IWebhooksGrain : IGrainWithStringKey
{
    /// <summary>In ordinal order of their names.</summary>
    Task<ImmutableArray<WebhookInfo>> List();

    /// <summary>Adds one, which is told of everything from now on, or changes one, which goes on where it was.</summary>
    /// <param name="secret">Null for a new one when it is added, and for the one that it has when it is changed.</param>
    Task<WebhookOutcome> Set(string name, string url, string? secret, string by);

    /// <summary>Null when there is none of this name.</summary>
    Task<WebhookInfo?> Remove(string name);

    /// <summary>
    /// Sends a message that means nothing. Null when it was taken, else why not. Interleaves: it waits for the receiver, for at most 10 s, and changes
    /// nothing of the grain (docs/decisions/0036).
    /// </summary>
    [AlwaysInterleave]
    Task<WebhookTrial> Try(string name);

    /// <summary>How far the logs of rollouts go, as far as somebody has noticed.</summary>
    [OneWay]
    Task Happened(ImmutableArray<RolloutEnd> ends);

    /// <summary>From the sender, which runs beside the grain.</summary>
    Task Sent(WebhookReport report);
}

/// <summary>The one there is.</summary>
public static class WebhooksGrains
{
    public static IWebhooksGrain GetWebhooks(this IGrainFactory grains) => grains.GetGrain<IWebhooksGrain>("fleet");
}

/// <param name="Last">The sequence of the last event of its log.</param>
[GenerateSerializer, Immutable]
public readonly record struct RolloutEnd([property: Id(0)] string Rollout, [property: Id(1)] long Last);

/// <summary>What became of sending what a rollout's log holds.</summary>
/// <param name="Since">When the webhook was set: one that has been set anew meanwhile is another one.</param>
/// <param name="Position">Everything up to it is done with; or, with a problem, the event whose message was not taken.</param>
/// <param name="Told">A message was taken; false when there was none to send.</param>
/// <param name="Problem">Why the message was not taken; null when it was.</param>
[GenerateSerializer, Immutable]
public sealed record WebhookReport(
    [property: Id(0)] string Webhook, [property: Id(1)] DateTimeOffset Since, [property: Id(2)] string Rollout, [property: Id(3)] long Position, [property: Id(4)] bool Told, [property: Id(5)] string? Problem);

/// <summary>A webhook as it is shown: without its secret.</summary>
/// <param name="Waiting">How many rollouts have events it has not been told of.</param>
/// <param name="NextAttempt">When a message that was not taken is sent again; null when nothing waits.</param>
/// <param name="GivenUp">How many messages were never taken.</param>
/// <param name="Problem">Why the last message was not taken; empty when it was.</param>
[GenerateSerializer, Immutable]
public sealed record WebhookInfo(
    [property: Id(0)] string Name,
    [property: Id(1)] string Url,
    [property: Id(2)] string By,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] DateTimeOffset? DeliveredAt,
    [property: Id(5)] int Waiting,
    [property: Id(6)] DateTimeOffset? NextAttempt,
    [property: Id(7)] long GivenUp,
    [property: Id(8)] string Problem);

/// <summary>What became of setting one.</summary>
[GenerateSerializer, Immutable]
public abstract record WebhookOutcome
{
    private WebhookOutcome()
    {
    }

    /// <param name="Before">Null when it is new.</param>
    /// <param name="Secret">The one that was made for it, to be shown once; null when the caller gave one, or it keeps its own.</param>
    [GenerateSerializer, Immutable]
    public sealed record Done([property: Id(0)] WebhookInfo? Before, [property: Id(1)] WebhookInfo Now, [property: Id(2)] string? Secret) : WebhookOutcome
    {
        public override string ToString() => $"{Now.Name} is set";
    }

    [GenerateSerializer, Immutable]
    public sealed record TooMany([property: Id(0)] int Most) : WebhookOutcome;
}

/// <summary>What became of a trial.</summary>
/// <param name="IsKnown">There is a webhook of this name.</param>
/// <param name="Problem">Null when the message was taken.</param>
[GenerateSerializer, Immutable]
public sealed record WebhookTrial([property: Id(0)] bool IsKnown, [property: Id(1)] string? Problem);
