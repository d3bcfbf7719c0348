using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Grains.Clusters;

/// <summary>Adds a cluster to the fleet. <paramref name="Kubeconfig"/> carries secrets: it is encrypted before it is stored and never logged.</summary>
/// <param name="Context">Which context of the kubeconfig; null for its current one.</param>
[GenerateSerializer, Immutable]
public sealed record RegisterCluster(
    [property: Id(0)] string Kubeconfig,
    [property: Id(1)] string? Context,
    [property: Id(2)] ClusterMode Mode,
    [property: Id(3)] ImmutableSortedDictionary<string, string> Labels,
    [property: Id(4)] string? Channel = null,
    [property: Id(5)] Approval? Approval = null)
{
    public override string ToString() => $"RegisterCluster({Mode})";
}

/// <summary>What became of a registration, or of a change to one.</summary>
[GenerateSerializer, Immutable]
public abstract record RegistrationOutcome
{
    private RegistrationOutcome() { }

    [GenerateSerializer, Immutable]
    public sealed record Accepted([property: Id(0)] ClusterSummary Cluster) : RegistrationOutcome;

    /// <summary>Nothing was stored. Each problem names field, value and remedy.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Refused([property: Id(0)] ImmutableArray<string> Problems) : RegistrationOutcome;

    [GenerateSerializer, Immutable]
    public sealed record AlreadyRegistered : RegistrationOutcome;

    [GenerateSerializer, Immutable]
    public sealed record NotRegistered : RegistrationOutcome;
}

/// <summary>A change to a registered cluster.</summary>
/// <param name="Mode">Null leaves it.</param>
/// <param name="Finalizers">For a cluster that was reconciled until now.</param>
/// <param name="Labels">Merged into what there is; null as a value removes a label.</param>
/// <param name="GiveBack">What the fleet owns of the registries becomes the in-cluster operator's.</param>
[GenerateSerializer, Immutable]
public sealed record ClusterChange(
    [property: Id(0)] ClusterMode? Mode,
    [property: Id(1)] FinalizerPolicy Finalizers,
    [property: Id(2)] ImmutableSortedDictionary<string, string?> Labels,
    [property: Id(3)] bool GiveBack = false)
{
    /// <summary>The labels after the change.</summary>
    public ImmutableSortedDictionary<string, string> MergeInto(ImmutableSortedDictionary<string, string> labels)
    {
        var merged = labels.ToBuilder();
        foreach (var (name, value) in Labels)
            if (value is null) merged.Remove(name);
            else merged[name] = value;
        return merged.ToImmutable();
    }
}

/// <summary>What became of a change.</summary>
/// <param name="Cluster">As it is now; null when there is no such cluster.</param>
/// <param name="Released">Registries whose finalizer was taken off.</param>
/// <param name="Problems">What could not be cleaned on the cluster, each with what to do by hand. The change holds all the same.</param>
/// <param name="HandedOver">Objects that became the in-cluster operator's.</param>
[GenerateSerializer, Immutable]
public sealed record ClusterChangeOutcome(
    [property: Id(0)] ClusterSummary? Cluster,
    [property: Id(1)] int Released,
    [property: Id(2)] ImmutableArray<string> Problems,
    [property: Id(3)] int HandedOver = 0);

/// <summary>What becomes of the finalizer on the registries of a cluster that leaves the fleet.</summary>
public enum FinalizerPolicy
{
    /// <summary>Take it off: nobody else will clear it, and a registry deleted later would hang. The default.</summary>
    Release,

    /// <summary>Leave it: an in-cluster operator takes over and clears it.</summary>
    Keep,
}

/// <summary>What became of a removal.</summary>
/// <param name="Found">The cluster was registered.</param>
/// <param name="Released">Registries whose finalizer was taken off.</param>
/// <param name="Problems">What could not be cleaned on the cluster, each with what to do by hand. The cluster is removed all the same.</param>
[GenerateSerializer, Immutable]
public sealed record RemovalOutcome(
    [property: Id(0)] bool Found,
    [property: Id(1)] int Released,
    [property: Id(2)] ImmutableArray<string> Problems);

/// <summary>How the watches of a cluster are doing; sent up when it changes and as a sign of life.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionReport(
    [property: Id(0)] long Session,
    [property: Id(1)] ConnectionState State,
    [property: Id(2)] string Message,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] ImmutableSortedSet<string> Registries);
