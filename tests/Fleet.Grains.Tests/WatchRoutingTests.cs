using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Xunit;

namespace Fleet.Grains.Tests;

public sealed class WatchRoutingTests
{
    private readonly WatchRouting _routing = new(ClusterName.Parse("c", null));
    private readonly RegistryKey _registry = RegistryKey.Parse("c/ns/reg");

    [Fact]
    public void What_is_heard_of_before_its_registry_is_kept_for_it_and_handed_out_once()
    {
        _routing.Park(Job("ns", "reg-quay-app-upgrade", "reg", "1"));
        _routing.Park(Job("ns", "reg-quay-app-upgrade", "reg", "2"));
        _routing.Park(Job("ns", "other-quay-app-upgrade", "other", "3"));
        _routing.Park(Job("elsewhere", "reg-quay-app-upgrade", "reg", "4"));

        Assert.Equal("2", Assert.Single(_routing.Unpark(_registry)).ResourceVersion);
        Assert.Empty(_routing.Unpark(_registry));
    }

    [Fact]
    public void What_goes_before_its_registry_comes_is_forgotten()
    {
        var job = Job("ns", "reg-quay-app-upgrade", "reg", "1");
        _routing.Park(job);
        _routing.Unpark(job.Key);

        Assert.Empty(_routing.Unpark(_registry));
    }

    [Fact]
    public void A_dashboard_is_every_registrys_of_its_name_also_of_those_that_come_later()
    {
        var dashboard = Job("openshift-config-managed", "reg-grafana-dashboard-quay", "reg", "1");
        _routing.Park(dashboard);
        _routing.Upsert(Job("ns", "reg", "", "1"));
        _routing.Upsert(Job("elsewhere", "reg", "", "1"));
        _routing.Upsert(Job("ns", "other", "", "1"));

        Assert.Equal(["c/elsewhere/reg", "c/ns/reg"], _routing.OwnersOf(dashboard.Key, "reg").Select(owner => owner.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("c/ns/reg", Assert.Single(_routing.OwnersOf(Job("ns", "reg-quay-app-upgrade", "reg", "1").Key, "reg")).ToString());
        Assert.Empty(_routing.OwnersOf(dashboard.Key, null));
        Assert.Single(_routing.Unpark(_registry));
        Assert.Single(_routing.Unpark(RegistryKey.Parse("c/elsewhere/reg")));
        Assert.Empty(_routing.Unpark(RegistryKey.Parse("c/ns/other")));
    }

    private static ObservedObject Job(string ns, string name, string registry, string version) =>
        new(new ObjectKey(ResourceKind.Job, ns, name), $"uid-{name}", version, 1, null, false, [], registry, null, null);
}
