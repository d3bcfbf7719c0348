using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway.Reading;

/// <summary>What of the fleet exists for a caller. Handlers read through this, so that none can show more.</summary>
internal sealed class VisibleFleet(FleetView view, Caller caller)
{
    public DateTimeOffset Now => view.Now;

    /// <summary>Whether every cluster is visible.</summary>
    public bool IsWhole => caller.SeesAll;

    /// <summary>A parameter of a handler.</summary>
    public static ValueTask<VisibleFleet?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<VisibleFleet?>(new VisibleFleet(context.RequestServices.GetRequiredService<FleetView>(), Caller.Of(context)));

    public ClusterReading? ReadCluster(ClusterName name, DateTimeOffset now) =>
        view.Picture.ReadCluster(name, now) is { } cluster && Sees(cluster) ? cluster : null;

    public RegistryReading? ReadRegistry(RegistryKey key, DateTimeOffset now)
    {
        var picture = view.Picture;
        return Sees(picture, key.Cluster) ? picture.ReadRegistry(key, now) : null;
    }

    public IEnumerable<ClusterReading> ReadClusters(DateTimeOffset now) => ReadClusters(view.Picture, now);

    public IEnumerable<RegistryReading> ReadRegistries(DateTimeOffset now) => ReadRegistries(view.Picture, now);

    public IEnumerable<ClusterReading> ReadClusters(FleetPicture picture, DateTimeOffset now) =>
        IsWhole ? picture.ReadClusters(now) : picture.ReadClusters(now).Where(Sees);

    /// <summary>In the order of their keys.</summary>
    public IEnumerable<RegistryReading> ReadRegistries(FleetPicture picture, DateTimeOffset now) =>
        IsWhole ? picture.ReadRegistries(now) : picture.ReadRegistries(now).Where(Visibility(picture));

    public OrderedItems<RegistryReading> FindRegistries(DateTimeOffset now, IRegistryQuestion question, bool isDescending)
    {
        var picture = view.Picture;
        return new OrderedItems<RegistryReading>(picture.FindRegistries(now, question), isDescending, IsWhole ? null : Visibility(picture));
    }

    private Func<RegistryReading, bool> Visibility(FleetPicture picture)
    {
        var visible = picture.Clusters.Where(cluster => Sees(cluster.Value)).Select(cluster => cluster.Key).ToHashSet();
        return registry => visible.Contains(registry.Summary.Key.Cluster);
    }

    private bool Sees(ClusterReading cluster) => Sees(cluster.Summary);

    private bool Sees(ClusterSummary cluster) => AccessRule.Sees(caller.Grants, cluster.Labels.GetValueOrDefault);

    private bool Sees(FleetPicture picture, ClusterName cluster) => IsWhole || (picture.Clusters.TryGetValue(cluster, out var summary) && Sees(summary));
}
