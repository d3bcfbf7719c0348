using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;

namespace Fleet.Grains.Clusters;

/// <summary>What is stored of a cluster. Durable before a registration is acknowledged.</summary>
[GenerateSerializer]
public sealed class ClusterState
{
    /// <summary>False once removed.</summary>
    [Id(0)] public bool Registered { get; set; }

    [Id(1)] public string Endpoint { get; set; } = "";
    [Id(2)] public ClusterMode Mode { get; set; }
    [Id(3)] public bool Paused { get; set; }
    [Id(4)] public ImmutableSortedDictionary<string, string> Labels { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The connection's settings, sealed under the fleet's key.</summary>
    [Id(5)] public byte[] Credentials { get; set; } = [];

    /// <summary>
    /// How many sessions this fleet has opened. Stored before one begins: each gets a number larger than all before it, whichever silo runs it,
    /// and a Lease that is ahead shows that this database is older than what has already been done to the cluster.
    /// </summary>
    [Id(6), JsonPropertyName("Claims")] public int Sessions { get; set; }

    /// <summary>Namespace/name of every registry seen last, so that a restart shows them before the cluster answers.</summary>
    [Id(7)] public ImmutableSortedSet<string> Registries { get; set; } = [];

    [Id(8)] public ClusterFeatures? Features { get; set; }
    [Id(9)] public string? AppsDomain { get; set; }

    /// <summary>The chain the router serves, in PEM. Public, so it may be stored.</summary>
    [Id(10)] public string? RouterCertificate { get; set; }

    /// <summary>The channel its registries follow; null for none.</summary>
    [Id(11)] public string? Channel { get; set; }

    /// <summary>Null when the channel says.</summary>
    [Id(12)] public Approval? Approval { get; set; }

    /// <summary>What gates of rollouts ask there; names and addresses, never a secret.</summary>
    [Id(13)] public ClusterServices? Services { get; set; }

    /// <summary>What the in-cluster operator seen last was given, sealed as the credentials are: its proxy may need a password. Empty for none.</summary>
    [Id(14)] public byte[] Operator { get; set; } = [];

    /// <summary>Null before anybody said.</summary>
    [Id(15)] public ClusterPolicy? Policy { get; set; }
}
