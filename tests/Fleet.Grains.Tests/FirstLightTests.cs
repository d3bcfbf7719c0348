using Fleet.Domain.Status;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

public sealed class FirstLightTests(OpenShiftLikeCluster cluster)
{
    [Fact]
    public async Task A_registry_without_a_spec_becomes_available()
    {
        await using var server = await FleetServer.StartAsync(FleetServer.NewFolder());
        await server.AddAsync("real", cluster);
        var ns = await cluster.CreateNamespaceAsync();
        await cluster.CreateRegistryAsync(ns, "my-registry");

        RegistrySummary? summary = null;
        try
        {
            await Wait.UntilAsync(
                async () => (summary = await server.Registry("real", ns, "my-registry").Describe())?.Available == true,
                "the registry to become available");
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.Message}: {string.Join("; ", summary?.Blockers ?? [])} | {await server.Cluster("real").Describe()}");
        }

        Assert.Equal(11, summary!.Components.Length);
        Assert.All(summary.Components, component => Assert.True(component.Ready, $"{component.Kind}: {component.Message}"));
        Assert.Equal("3.7.11", summary.CurrentVersion);
    }
}
