using System.Security.Cryptography;
using System.Text;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Security;
using ClusterFacts = Fleet.Grains.Clusters.ClusterFacts;

namespace Fleet.Grains.Registries;

/// <summary>What is the same for every registry of the fleet, and what follows from the fleet's key.</summary>
internal sealed class RegistrySettings(FleetKeys keys, OperatorSettings @operator)
{
    private readonly byte[] _hashKey = keys.Derive("applied-bodies");
    private readonly byte[] _editorKey = keys.Derive("config-editors");

    /// <summary>
    /// What a registry is rendered with: the fleet's own settings, what the in-cluster operator of its cluster was given beside, and what is said of
    /// the cluster.
    /// </summary>
    public OperatorSettings For(RegistryKey key, string uid, ClusterFacts facts) => Said(facts.Policy).Or(@operator).Or(facts.Operator?.Settings ?? new OperatorSettings()) with
    {
        Fips = facts.Policy.Fips,
        EditorEndpoint = facts.Policy.ReconfigureUrl is { } url ? $"{url}/editor/{key}/{EditorKeyOf(key, uid)}" : null,
    };

    private static OperatorSettings Said(ClusterPolicy policy) => new(HttpProxy: policy.HttpProxy ?? "", HttpsProxy: policy.HttpsProxy ?? "", NoProxy: policy.NoProxy ?? "");

    /// <summary>Whether it is what this very registry's config editor was given.</summary>
    public bool IsEditorKey(RegistryKey key, string uid, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(EditorKeyOf(key, uid)), Encoding.UTF8.GetBytes(given));

    /// <summary>Equal hashes, equal bodies; nothing about a body can be learnt from its hash.</summary>
    public Hash128 HashOf(string body) => new(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes(body)));

    private string EditorKeyOf(RegistryKey key, string uid) => Convert.ToHexStringLower(HMACSHA256.HashData(_editorKey, Encoding.UTF8.GetBytes($"{key}/{uid}")));
}
