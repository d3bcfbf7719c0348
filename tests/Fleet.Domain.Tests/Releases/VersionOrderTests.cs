using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Releases;

public sealed class VersionOrderTests
{
    [Fact]
    public void Numbers_count_and_texts_that_are_no_versions_have_a_place_too()
    {
        string[] ordered = ["3.7.10", "3.7.11", "3.9", "3.9.0", "3.10.2", "3.10.x", "none"];
        Assert.Equal(ordered, ordered.Reverse().Order(VersionOrder.Instance));
    }

    [Fact]
    public void Different_texts_are_never_the_same()
    {
        Assert.NotEqual(0, VersionOrder.Instance.Compare("3.7", "3.07"));
        Assert.Equal(0, VersionOrder.Instance.Compare("3.7", "3.7"));
    }
}
