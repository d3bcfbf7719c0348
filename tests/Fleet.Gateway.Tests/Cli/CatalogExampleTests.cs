using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Gateway.Tests.Http;
using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Cli;

/// <summary>With a gateway of its own: what others import would be in the way.</summary>
public sealed class CatalogExampleTests(CatalogExampleTests.Gateway gateway) : IClassFixture<CatalogExampleTests.Gateway>
{
    public sealed class Gateway : GatewayFixture;

    [Fact]
    public async Task The_example_in_the_documentation_can_be_imported()
    {
        var documentation = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "catalog.md"), TestContext.Current.CancellationToken);
        var example = documentation.Split("```yaml\n")[1].Split("```")[0];
        var file = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "example.yaml");
        await File.WriteAllTextAsync(file, example, TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await QuayfleetCommand.RunAsync(
            ["catalog", "diff", file, "--server", gateway.Address, "--token-file", gateway.TokenFile], new InvocationConfiguration { Output = output, Error = error });

        Assert.Equal((ExitCode.Done, ""), (code, code == ExitCode.Done ? "" : error.ToString()));
        Assert.Contains("+ release 3.7.12", output.ToString(), StringComparison.Ordinal);
    }
}
