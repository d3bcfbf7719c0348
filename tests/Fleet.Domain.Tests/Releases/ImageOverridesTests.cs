using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Releases;

public sealed class ImageOverridesTests
{
    private static readonly string Digest = "@sha256:" + new string('a', 64);

    [Fact]
    public void Images_are_given_by_digest_or_tag_and_a_port_is_no_tag()
    {
        var (images, problems) = ImageOverrides.Read($"quay=mirror:5000/quay{Digest}, clair=mirror:5000/clair:4.4,redis=redis:6");

        Assert.Empty(problems);
        Assert.Equal(new ReleaseImages(Quay: $"mirror:5000/quay{Digest}", Clair: "mirror:5000/clair:4.4", Redis: "redis:6"), images);
        Assert.Equal(["quay", "clair", "redis"], ImageOverrides.Entries(images).Select(entry => entry.Key));
    }

    [Theory]
    [InlineData("quay", "is no image")]
    [InlineData("kway=q:1", "names no image")]
    [InlineData("quay=mirror:5000/quay", "is no image")]
    [InlineData("quay=quay@sha256:12", "is no image")]
    [InlineData("quay=", "is no image")]
    [InlineData("quay=a:1,quay=b:2", "given twice")]
    public void What_is_no_image_is_told_with_the_remedy(string text, string problem) =>
        Assert.Contains(problem, Assert.Single(ImageOverrides.Read(text).Problems), StringComparison.Ordinal);

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() => Assert.Equal(3, ImageOverrides.Read("quay=x,kway=q:1,clair").Problems.Length);

    [Fact]
    public void Who_says_more_closely_wins_and_what_he_leaves_out_is_asked_of_the_next() =>
        Assert.Equal(new ReleaseImages(Quay: "a:1", Redis: "c:1"), new ReleaseImages(Quay: "a:1").Or(new ReleaseImages(Quay: "b:1", Redis: "c:1")));
}
