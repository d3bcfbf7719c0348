using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>Somebody who is told of rollouts.</summary>
/// <param name="CreatedBy">Who set it last.</param>
/// <param name="Since">When it was set last.</param>
/// <param name="DeliveredAt">When it last took a message; null when never.</param>
/// <param name="Waiting">How many rollouts have events that it has not been told of.</param>
/// <param name="NextAttempt">When a message that it did not take is sent again; null when none waits.</param>
/// <param name="GivenUp">How many messages it never took.</param>
/// <param name="Problem">Why it did not take the last message; empty when it did.</param>
/// <param name="Secret">In the answer that made it, and never again: what its messages are signed with.</param>
public sealed record Webhook(
    string Name,
    string Url,
    string CreatedBy,
    DateTimeOffset Since,
    DateTimeOffset? DeliveredAt,
    int Waiting,
    DateTimeOffset? NextAttempt,
    long GivenUp,
    string Problem,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    public override string ToString() => Name;
}

/// <summary>A webhook to be added or changed.</summary>
/// <param name="Url">Where messages are posted to.</param>
/// <param name="Secret"><c>whsec_</c> and 24 to 64 bytes in base64; absent for a new one, or for the one that it has.</param>
public sealed record SetWebhook(string? Url = null, string? Secret = null)
{
    public override string ToString() => Url ?? "";
}

/// <summary>What became of a message that was sent to try a webhook.</summary>
/// <param name="Problem">Why it was not taken; empty when it was.</param>
public sealed record WebhookTrial(bool Taken, string Problem);
