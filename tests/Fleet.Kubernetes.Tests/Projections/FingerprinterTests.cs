using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Projections;
using Xunit;

namespace Fleet.Kubernetes.Tests.Projections;

public class FingerprinterTests
{
    private static readonly Fingerprinter Key = new("0123456789abcdef"u8);

    [Fact]
    public void The_servers_bookkeeping_and_the_status_do_not_count() => Assert.Equal(
        Of("""{"metadata":{"name":"n"},"spec":{"a":1,"b":[1,{"c":"d"}]}}"""),
        Of("""
            {"kind":"K","apiVersion":"v1","status":{"x":1},"spec":{"b":[1,{"c":"d"}],"a":1},
             "metadata":{"managedFields":[],"resourceVersion":"1","generation":4,"creationTimestamp":"t","selfLink":"s","name":"n",
               "annotations":{"deployment.kubernetes.io/revision":"7"}}}
            """));

    [Theory]
    [InlineData("""{"metadata":{"name":"n"},"spec":{"a":2}}""")]
    [InlineData("""{"metadata":{"name":"n"},"spec":{"a":"1"}}""")]
    [InlineData("""{"metadata":{"name":"n","annotations":{"x":"y"}},"spec":{"a":1}}""")]
    [InlineData("""{"metadata":{"name":"n","labels":{"x":"y"}},"spec":{"a":1}}""")]
    [InlineData("""{"metadata":{"name":"n"},"spec":{"a":1,"status":{}}}""")]
    [InlineData("""{"metadata":{"name":"n"},"spec":{"a":1},"data":{}}""")]
    [InlineData("""{"metadata":{"name":"n"},"spec":{"a":1,"l":[1]}}""")]
    public void Anything_else_does(string other) => Assert.NotEqual(Of("""{"metadata":{"name":"n"},"spec":{"a":1}}"""), Of(other));

    [Fact]
    public void The_order_of_a_list_counts() => Assert.NotEqual(Of("""{"l":[1,2]}"""), Of("""{"l":[2,1]}"""));

    [Fact]
    public void Another_key_gives_another_fingerprint_of_22_characters()
    {
        var other = new Fingerprinter("fedcba9876543210"u8).Fingerprint(ObjectProjectionTests.Parse("{}"), ResourceKind.Secret);
        Assert.NotEqual(Of("{}"), other);
        Assert.Equal(22, other.Length);
    }

    [Fact]
    public void A_short_key_is_refused() => Assert.Throws<ArgumentException>(() => new Fingerprinter("short"u8));

    [Fact]
    public void Token_secrets_that_controllers_add_to_an_account_do_not_count()
    {
        var with = ObjectProjectionTests.Parse("""{"metadata":{"name":"n"},"secrets":[{"name":"n-token"}]}""");
        var without = ObjectProjectionTests.Parse("""{"metadata":{"name":"n"}}""");
        Assert.Equal(Key.Fingerprint(without, ResourceKind.ServiceAccount), Key.Fingerprint(with, ResourceKind.ServiceAccount));
        Assert.NotEqual(Key.Fingerprint(without, ResourceKind.ConfigMap), Key.Fingerprint(with, ResourceKind.ConfigMap));
    }

    private static string Of(string json) => Key.Fingerprint(ObjectProjectionTests.Parse(json), ResourceKind.Deployment);
}
