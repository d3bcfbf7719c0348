using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Querying;

/// <summary>Which clusters are asked for.</summary>
/// <param name="Text">Part of a name, endpoint or state message, in any case.</param>
internal sealed record ClusterFilter(LabelSelector Labels, string? Text)
{
    public static ClusterFilter Read(QueryReader query) => new(query.Labels("labels"), query.Text("q"));

    public bool Matches(ClusterReading cluster) =>
        Labels.Matches(cluster.Summary.Labels.GetValueOrDefault)
        && (Text is null || Contains(cluster.Summary.Name.ToString()) || Contains(cluster.Summary.Endpoint) || Contains(cluster.Summary.StateMessage));

    private bool Contains(string where) => where.Contains(Text!, StringComparison.OrdinalIgnoreCase);
}
