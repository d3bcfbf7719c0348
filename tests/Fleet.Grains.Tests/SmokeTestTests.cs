using System.Text;
using System.Text.Json.Nodes;
using Fleet.Grains.Rollouts.Gates.Smoke;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>The smoke test against a real registry.</summary>
public sealed class SmokeTestTests(RegistryServer registry) : IClassFixture<RegistryServer>
{
    [Fact]
    public async Task A_registry_that_takes_and_gives_back_passes_and_keeps_nothing()
    {
        Assert.Null(await RunAsync(registry.Password));
        // Again: what it left, if anything, is in nobody's way.
        Assert.Null(await RunAsync(registry.Password));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RegistryServer.User}:{registry.Password}")));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync($"{registry.Address}/v2/smoke/test/manifests/{SmokeArtifact.Image.Tag}", Ct)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync($"{registry.Address}/v2/smoke/test/manifests/{SmokeArtifact.Chart.Manifest.Digest}", Ct)).StatusCode);
    }

    [Fact]
    public async Task What_goes_wrong_is_told_without_the_account()
    {
        var denied = await RunAsync("not-the-password");
        Assert.Contains("the ping of /v2/ is answered 401: UNAUTHORIZED", denied, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", denied, StringComparison.Ordinal);
        Assert.Contains("the upload of an image is answered 40", await RunAsync(registry.Password, "Not A Repository"), StringComparison.Ordinal);
        Assert.Contains("cannot be asked", await SmokeTest.RunAsync("https://127.0.0.1:1", Account("x"), TimeProvider.System, Ct), StringComparison.Ordinal);
        Assert.Contains("not sent in the clear", await SmokeTest.RunAsync("http://registry.example.com", Account("x"), TimeProvider.System, Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Account("secret").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Secret_that_is_not_complete_is_told_what_it_lacks()
    {
        var secret = new JsonObject { ["data"] = new JsonObject { ["username"] = Convert.ToBase64String("smoke"u8) } };
        var (account, problem) = SmokeAccount.Read(secret);
        Assert.Null(account);
        Assert.StartsWith("it has no password and no repository", problem, StringComparison.Ordinal);
        secret["data"]!["password"] = Convert.ToBase64String("word\n"u8);
        secret["data"]!["repository"] = Convert.ToBase64String("smoke/test"u8);
        Assert.Equal(new SmokeAccount("smoke", "word", "smoke/test", null), SmokeAccount.Read(secret).Account);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static SmokeAccount Account(string password, string repository = "smoke/test") => new(RegistryServer.User, password, repository, null);

    private Task<string?> RunAsync(string password, string repository = "smoke/test") => SmokeTest.RunAsync(registry.Address, Account(password, repository), TimeProvider.System, Ct);
}
