using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Querying;

/// <summary>Which clusters are asked for.</summary>
/// <param name="Text">Part of a name, endpoint or state message, in any case.</param>
internal sealed record ClusterFilter(LabelSelector Labels, ClusterMode? Mode, Freshness? Freshness, bool? Paused, string? Text)
{
    public static ClusterFilter Read(QueryReader query) => new(
        query.Labels("labels"),
        query.OneOf<ClusterMode>("mode", ("observe", ClusterMode.Observe), ("reconcile", ClusterMode.Reconcile), ("olm", ClusterMode.Olm)),
        query.Freshness("freshness"),
        query.Flag("paused"),
        query.Text("q"));

    public bool Matches(ClusterReading cluster) =>
        Labels.Matches(cluster.Summary.Labels.GetValueOrDefault)
        && (Mode is null || cluster.Summary.Mode == Mode)
        && (Freshness is null || cluster.Freshness == Freshness)
        && (Paused is null || cluster.Summary.Paused == Paused)
        && (Text is null || Contains(cluster.Summary.Name.ToString()) || Contains(cluster.Summary.Endpoint) || Contains(cluster.Summary.StateMessage));

    private bool Contains(string where) => where.Contains(Text!, StringComparison.OrdinalIgnoreCase);
}
