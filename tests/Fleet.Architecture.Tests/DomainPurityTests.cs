using Xunit;

namespace Fleet.Architecture.Tests;

/// <summary>The domain decides and does nothing else: no I/O, no clock, no logger, no container.</summary>
public sealed class DomainPurityTests
{
    private static readonly string[] ForbiddenNamespaces = ["System.Net.", "System.Threading.Tasks.", "Microsoft.Extensions.", "Microsoft.AspNetCore.", "Orleans."];

    private static readonly string[] ForbiddenTypes =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.StreamReader",
        "System.IO.StreamWriter", "System.Console", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch",
        "System.TimeProvider", "System.Threading.Timer", "System.Threading.Thread", "System.Random",
        // Chance comes in as Entropy.
        "System.Security.Cryptography.RandomNumberGenerator",
    ];

    [Fact]
    public void The_domain_touches_no_file_network_clock_or_container() =>
        Assert.DoesNotContain(
            FleetAssembly.Domain.Types,
            type => ForbiddenTypes.Contains(type) || ForbiddenNamespaces.Any(ns => type.StartsWith(ns, StringComparison.Ordinal)));

    [Fact]
    public void The_domain_does_not_ask_its_environment() =>
        Assert.DoesNotContain(
            FleetAssembly.Domain.Members,
            // The compiler's own, in every iterator.
            member => member.StartsWith("System.Environment.", StringComparison.Ordinal) && member != "System.Environment.get_CurrentManagedThreadId");
}
