using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Finds generated Secrets whose content was rendered anew under another name. Nobody else makes Secrets of these names for a registry and
/// marks it their owner; a user's own bundle has neither the label nor, unless it is a generated one, the name.
/// </summary>
public static partial class Superseded
{
    /// <param name="current">Names of the objects rendered last; they are never superseded.</param>
    public static ImmutableArray<ObservedObject> Among(IEnumerable<ObservedObject> observed, IReadOnlySet<ObjectKey> current, string registry, string uid) =>
    [
        .. observed.Where(o =>
            o.Key.Kind == ResourceKind.Secret
            && !o.Deleting
            && !current.Contains(o.Key)
            && o.Registry == registry
            && o.Owners.Any(owner => owner.Uid == uid && owner.Kind == QuayRegistry.Kind)
            && IsGenerated(o.Key.Name, registry)),
    ];

    /// <summary>Whether a Secret, as read, is one of those.</summary>
    internal static bool IsGenerated(JsonObject secret, string registry, string uid) =>
        IsGenerated((string?)secret["metadata"]?["name"] ?? "", registry)
        && secret["metadata"]?["deletionTimestamp"] is null
        && secret["metadata"]?["ownerReferences"] is JsonArray owners
        && owners.Any(owner => (string?)owner?["uid"] == uid && (string?)owner?["kind"] == QuayRegistry.Kind);

    private static bool IsGenerated(string name, string registry) =>
        name.StartsWith(registry + "-", StringComparison.Ordinal) && GeneratedName().IsMatch(name[(registry.Length + 1)..]);

    // The managed keys are not among them: ≤3.6 left copies whose values may be the only ones.
    [GeneratedRegex("^(quay-config-secret|quay-config-editor-credentials|quay-config-tls|extra-ca-certs|quay-proxy-config|postgres-config-secret|"
        + "postgres-bootstrap|clair-config-secret|clairpostgres-config-secret)-[a-z0-9]{10}$")]
    private static partial Regex GeneratedName();
}
