using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class EntityTagTests(EntityTagTests.Gateway gateway) : IClassFixture<EntityTagTests.Gateway>
{
    /// <summary>Its own, so that nothing changes but what is changed here.</summary>
    public sealed class Gateway : GatewayFixture;

    [Theory]
    [InlineData("registries?cluster=tags")]
    [InlineData("registries/tags/quay/main")]
    [InlineData("registries/tags/quay/main/components")]
    [InlineData("fleet")]
    public async Task What_a_reader_has_already_is_not_sent_again_until_it_changes(string path)
    {
        await gateway.ShowAsync(Sample.Cluster("tags"));
        await gateway.ShowAsync(Sample.Registry("tags/quay/main"));
        await Testing.Wait.UntilAsync(async () => (await GetAsync("registries/tags/quay/main", null)).IsSuccessStatusCode, "it is shown");

        // A report of before may still be on its way.
        EntityTagHeaderValue? tag = null;
        await Testing.Wait.UntilAsync(
            async () =>
            {
                tag = (await GetAsync(path, null)).Headers.ETag;
                return (await GetAsync(path, tag)).StatusCode == HttpStatusCode.NotModified;
            },
            "the tag holds");
        Assert.False(tag!.IsWeak);
        var same = await GetAsync(path, tag);
        Assert.Equal(tag, same.Headers.ETag);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(path, EntityTagHeaderValue.Any)).StatusCode);

        await gateway.ShowAsync(Sample.Registry("tags/quay/main", available: false));
        await Testing.Wait.UntilAsync(async () => (await GetAsync(path, tag)).StatusCode == HttpStatusCode.OK, "the change is answered");
    }

    [Fact]
    public async Task What_is_not_there_has_no_tag() => Assert.Null((await GetAsync("clusters/nobody", null)).Headers.ETag);

    [Fact]
    public async Task The_tag_of_an_answer_is_no_precondition_of_a_write_and_the_remedy_says_which_is()
    {
        using var client = gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "api/v1/registries/tags/quay/main?confirm=main");
        request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"body-abc\""));
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("manifest", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, EntityTagHeaderValue? known)
    {
        using var client = gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/" + path);
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
