using System.Reflection;
using Fleet.Testing;
using Orleans.Concurrency;
using Xunit;

namespace Fleet.Architecture.Tests;

/// <summary>What holds for every grain and every message.</summary>
public sealed class GrainTests
{
    private const int LongestFile = 250;
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_grain_interface_has_an_alias() =>
        // Without one a grain's stored identity and its calls would follow a rename of the type.
        Assert.DoesNotContain(Contracts.GrainInterfaces, type => type.GetCustomAttribute<AliasAttribute>() is null);

    [Fact]
    public void Grains_are_known_by_their_interfaces_only()
    {
        var grains = FleetAssembly.Grains.Load().GetTypes().Where(type => type.IsAssignableTo(typeof(Grain))).ToList();
        Assert.NotEmpty(grains);
        Assert.DoesNotContain(grains, type => type.IsVisible);
    }

    [Fact]
    public void Every_serialised_member_has_an_id_of_its_own()
    {
        Assert.NotEmpty(Contracts.Serialised);
        Assert.All(Contracts.Serialised, type =>
        {
            var members = type.GetFields(Everything).Select(field => Contracts.Member(type, field)).ToList();
            Assert.All(members, member => Assert.True(Contracts.IdOf(member) is not null, $"{type}.{member.Name} has no [Id]"));
            Assert.Distinct(members.Select(Contracts.IdOf));
        });
    }

    [Fact]
    public void Messages_are_immutable() =>
        // Orleans copies what is not, on every local call.
        Assert.All(
            Contracts.Serialised.Where(type => type.Assembly.GetName().Name == FleetAssembly.GrainsAbstractions.Name),
            type => Assert.True(type.IsDefined(typeof(ImmutableAttribute), inherit: false), $"{type} is not [Immutable]"));

    [Fact]
    public void Calls_that_interleave_have_a_decision_record()
    {
        var decisions = string.Join('\n', Directory.GetFiles(Path.Combine(Repository.Root, "docs", "decisions"), "*.md").Select(File.ReadAllText));
        var interleaving = Contracts.GrainInterfaces
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(AlwaysInterleaveAttribute)))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .Concat(FleetAssembly.Grains.Load().GetTypes().Where(type => type.IsDefined(typeof(ReentrantAttribute))).Select(type => type.Name));
        Assert.All(interleaving, name => Assert.Contains($"`{name}`", decisions, StringComparison.Ordinal));
    }

    [Fact]
    public void No_file_of_the_grains_is_long() =>
        // A shell that grows beyond this has a decision hiding in it, which belongs in the domain.
        Assert.All(
            Directory.GetFiles(Path.Combine(Repository.Root, "src", "Fleet.Grains"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
            file => Assert.InRange(File.ReadLines(file).Count(), 1, LongestFile));
}
