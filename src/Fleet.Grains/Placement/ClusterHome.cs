using System.IO.Hashing;
using System.Text;
using Fleet.Domain.Clusters;

namespace Fleet.Grains.Placement;

/// <summary>
/// Which silo the grains of a cluster belong on: rendezvous hashing of the cluster's name over the silos, so that only its share of the
/// clusters moves when one joins or leaves.
/// </summary>
internal sealed class ClusterHome(IClusterMembershipService membership, ILocalSiloDetails local)
{
    /// <summary>The version of the membership that this silo knows.</summary>
    public long View => membership.CurrentSnapshot.Version.Value;

    public static SiloAddress? Among(IEnumerable<SiloAddress> silos, string cluster) => silos.MaxBy(silo => Score(cluster, silo));

    /// <summary>Whether this silo is the cluster's home.</summary>
    public bool IsHere(ClusterName cluster) => local.SiloAddress.Equals(Among(Active(), cluster.ToString()));

    /// <summary>Waits until this silo knows at least the membership that another one has already acted on.</summary>
    public async Task CatchUpAsync(long view)
    {
        if (View < view) await membership.Refresh(new MembershipVersion(view));
    }

    /// <summary>Asks the membership table, not this silo's memory of it, whether the others still count this silo as one of them.</summary>
    public async Task<bool> IsStillMemberAsync(CancellationToken cancellationToken)
    {
        await membership.Refresh(cancellationToken: cancellationToken);
        return membership.CurrentSnapshot.GetSiloStatus(local.SiloAddress) is SiloStatus.Active or SiloStatus.ShuttingDown;
    }

    private IEnumerable<SiloAddress> Active() =>
        membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress);

    private static ulong Score(string cluster, SiloAddress silo) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{cluster}@{silo.ToParsableString()}"));
}
