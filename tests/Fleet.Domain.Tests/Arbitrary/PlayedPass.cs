using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Projections;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Tests.Quay;

namespace Fleet.Domain.Tests.Arbitrary;

/// <summary>Passes over one registry as the fleet makes them, on a cluster of which only the Secrets are remembered.</summary>
internal sealed class PlayedPass(ReleaseMinor minor, ClusterFeatures features, JsonObject registry, ConfigBundle? bundle)
{
    private readonly Dictionary<string, JsonObject> _secrets = [];
    private ConfigBundle? _bundle = bundle;
    private int _version;

    /// <summary>What a pass decides once the bundle is made and the component list is complete.</summary>
    /// <param name="current">The version in the status.</param>
    public PassDecision Decide(string? current = null)
    {
        for (var turns = 0; turns < 4; turns++)
        {
            switch (PassPlanner.Decide(Situation(current), Sample.Entropy))
            {
                case PassDecision.CreateBundle create:
                    _bundle = new ConfigBundle((string)create.Secret["metadata"]!["name"]!, Decode(create.Secret));
                    registry["spec"]!.AsObject()["configBundleSecret"] = create.Named.ConfigBundleSecret;
                    break;
                case PassDecision.CompleteSpec complete:
                    registry["spec"]!.AsObject()["components"] = complete.RegistryPatch["spec"]!["components"]!.DeepClone();
                    break;
                case var decision:
                    return decision;
            }
        }
        throw new InvalidOperationException("the registry is completed again and again");
    }

    /// <summary>Decides a pass, which has to apply something, and remembers the Secrets it applies.</summary>
    /// <returns>Everything that would be sent, in order.</returns>
    public string Apply(string? current = null)
    {
        if (Decide(current) is not PassDecision.Apply apply) throw new InvalidOperationException($"nothing is applied: {Decide(current)}");
        var sent = new StringBuilder();
        foreach (var item in apply.Steps.SelectMany(step => step.Objects))
        {
            var body = ApplyBody.Of(item);
            sent.Append(item.Key).Append(' ').AppendLine(body);
            if (item.Key.Kind == ResourceKind.Secret) _secrets[item.Key.Name] = Stored(body);
        }
        return sent.ToString();
    }

    /// <summary>The bundle is written anew.</summary>
    public void Change(ConfigBundle bundle) => _bundle = bundle;

    private JsonObject Stored(string body)
    {
        var stored = JsonNode.Parse(body)!.AsObject();
        stored["metadata"]!["resourceVersion"] = (++_version).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return stored;
    }

    private PassSituation Situation(string? current)
    {
        using var json = JsonDocument.Parse(registry.ToJsonString());
        var projected = ObjectProjection.Project(json.RootElement, ResourceKind.QuayRegistry, new ProjectionRules("quay-fleet"))!;
        var read = ((QuayRegistryFacts)projected.Object.Facts!).Registry;
        return new PassSituation(
            read with { Status = read.Status with { CurrentVersion = current } },
            new QuayRelease(Sample.Version, minor, new ReleaseImages()),
            features,
            features.Routes ? new RouterKnowledge("apps.example.org", "-----BEGIN CERTIFICATE-----\n") : null,
            _bundle,
            StoredSecrets.Among(read.Name, read.Uid, _secrets.Values),
            new ObjectStorageFacts(true, "s3.storage.svc", "bucket", "access", "secret"),
            "0a1b2c3d", "4e5f6071",
            PostgresAvailable: true,
            ClairPostgresAvailable: true,
            Upgrade: null,
            new OperatorSettings("operators"),
            Autoscalers: []);
    }

    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Decode(JsonObject secret) =>
        secret["data"]!.AsObject().ToImmutableSortedDictionary(
            file => file.Key, file => (ReadOnlyMemory<byte>)Convert.FromBase64String((string)file.Value!), StringComparer.Ordinal);
}
