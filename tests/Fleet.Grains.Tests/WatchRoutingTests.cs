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

    private static ObservedObject Job(string ns, string name, string registry, string version) =>
        new(new ObjectKey(ResourceKind.Job, ns, name), $"uid-{name}", version, 1, null, false, [], registry, null, null);
}
