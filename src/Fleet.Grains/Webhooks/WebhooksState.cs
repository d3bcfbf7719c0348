using System.Collections.Immutable;
using Fleet.Domain.Webhooks;

namespace Fleet.Grains.Webhooks;

/// <summary>What is stored of the webhooks. Durable before a change is acknowledged, and after each message that was taken.</summary>
[GenerateSerializer]
public sealed class WebhooksState
{
    [Id(0)] public ImmutableSortedDictionary<string, StoredWebhook> Webhooks { get; set; } = ImmutableSortedDictionary.Create<string, StoredWebhook>(StringComparer.Ordinal);
}

/// <param name="Secret">Sealed under the fleet's key.</param>
/// <param name="Since">When it was added, or its address or secret was changed.</param>
[GenerateSerializer, Immutable]
public sealed record StoredWebhook(
    [property: Id(0)] string Url, [property: Id(1)] byte[] Secret, [property: Id(2)] string By, [property: Id(3)] DateTimeOffset Since, [property: Id(4)] WebhookDelivery Delivery);
