using Xunit;

namespace Fleet.Architecture.Tests;

/// <summary>References go one way; docs/architecture.md draws it.</summary>
public sealed class ReferenceTests
{
    private static readonly (FleetAssembly From, FleetAssembly[] To)[] Allowed =
    [
        (FleetAssembly.Api, []),
        (FleetAssembly.Domain, []),
        (FleetAssembly.Kubernetes, [FleetAssembly.Domain]),
        (FleetAssembly.GrainsAbstractions, [FleetAssembly.Domain]),
        (FleetAssembly.Grains, [FleetAssembly.GrainsAbstractions, FleetAssembly.Kubernetes, FleetAssembly.Domain]),
        (FleetAssembly.Gateway, [FleetAssembly.GrainsAbstractions, FleetAssembly.Api, FleetAssembly.Domain]),
        (FleetAssembly.Cli, [FleetAssembly.Api, FleetAssembly.Domain]),
        (FleetAssembly.Simulator, [FleetAssembly.Domain]),
        (FleetAssembly.Silo, [FleetAssembly.Grains, FleetAssembly.Gateway, FleetAssembly.GrainsAbstractions, FleetAssembly.Simulator, FleetAssembly.Domain]),
    ];

    public static TheoryData<string> Assemblies => [.. Allowed.Select(rule => rule.From.Name)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_go_one_way(string name)
    {
        var (from, to) = Allowed.Single(rule => rule.From.Name == name);
        Assert.Empty(from.Assemblies.Where(IsOurs).Except(to.Select(assembly => assembly.Name)));
    }

    [Fact]
    public void The_wire_records_need_nothing_but_the_framework() =>
        Assert.All(FleetAssembly.Api.Assemblies, reference => Assert.StartsWith("System.", reference));

    [Theory]
    [InlineData("Fleet.Domain")]
    [InlineData("Fleet.Kubernetes")]
    [InlineData("Fleet.Simulator")]
    [InlineData("quayfleet")]
    public void Only_grains_and_their_hosts_know_Orleans(string name) =>
        Assert.DoesNotContain(Allowed.Single(rule => rule.From.Name == name).From.Assemblies, reference => reference.StartsWith("Orleans", StringComparison.Ordinal));

    private static bool IsOurs(string assembly) => assembly == "quayfleet" || assembly.StartsWith("Fleet.", StringComparison.Ordinal);
}
