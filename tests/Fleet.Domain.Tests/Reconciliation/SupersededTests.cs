using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class SupersededTests
{
    private static readonly ObservedObject Old = Secret("r-quay-config-secret-abcdefgh12");
    private static readonly HashSet<ObjectKey> Current = [Secret("r-quay-config-secret-9876543210").Key];

    [Fact]
    public void A_generated_secret_of_an_earlier_pass_is_superseded() => Assert.Equal([Old], Among(Old));

    [Fact]
    public void The_one_in_use_is_not() => Assert.Empty(Among(Secret("r-quay-config-secret-9876543210")));

    [Fact]
    public void A_users_secret_of_a_similar_name_is_not()
    {
        Assert.Empty(Among(Old with { Registry = null }));
        Assert.Empty(Among(Old with { Owners = [] }));
        Assert.Empty(Among(Secret("r-quay-config-secret-mine")));
    }

    [Fact]
    public void Managed_keys_never_are_since_their_values_may_be_the_only_ones() =>
        Assert.Empty(Among(Secret("r-quay-registry-managed-secret-keys"), Secret("r-quay-registry-managed-secret-keys-abcdefgh12")));

    [Fact]
    public void Another_registry_with_a_longer_name_is_left_alone() =>
        Assert.Empty(Among(Secret("r-quay-config-secret-abcdefgh12") with { Registry = "r-quay" }));

    private static IEnumerable<ObservedObject> Among(params ObservedObject[] observed) => Superseded.Among(observed, Current, "r", "u");

    private static ObservedObject Secret(string name) => new(
        new ObjectKey(ResourceKind.Secret, "ns", name), "s", "1", 0, null, false,
        [new ObservedOwner(QuayRegistry.ApiVersion, QuayRegistry.Kind, "r", "u")], "r", null, null);
}
