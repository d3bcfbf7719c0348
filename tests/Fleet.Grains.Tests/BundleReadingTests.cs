using Fleet.Domain.Status.Readiness;
using Fleet.Grains.Registries;
using Xunit;

namespace Fleet.Grains.Tests;

public sealed class BundleReadingTests
{
    private static readonly BundleReading Read = new("bundle", null, "7", new BundleFacts(true, true, false, false), Announced: null);

    [Fact]
    public void A_watch_that_has_not_shown_the_Secret_yet_changes_nothing() => Assert.Equal(Read, Read.Given("bundle", null));

    [Fact]
    public void Another_name_or_version_is_read_again()
    {
        Assert.Null(Read.Given("other", null));
        Assert.Null(Read.Given("bundle", "8"));
    }

    [Fact]
    public void A_Secret_that_the_watch_has_shown_and_then_lost_is_read_again() =>
        Assert.Null(Read.Given("bundle", "7")!.Given("bundle", null));
}
