using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class OpenApiTests(GatewayFixture gateway)
{
    [Fact]
    public async Task The_document_that_is_checked_in_is_the_one_served()
    {
        using var client = gateway.Client(null);
        var served = (await client.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var file = Path.Combine(Repository.Root, "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, served, TestContext.Current.CancellationToken);
        }
        var checkedIn = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        Assert.True(checkedIn == served, "The API changed. If that is meant, write docs/openapi.json anew: scripts/openapi.sh");
    }
}
