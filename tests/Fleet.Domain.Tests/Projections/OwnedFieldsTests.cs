using Fleet.Domain.Projections;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Projections;

public class OwnedFieldsTests
{
    private const string Ours = """{"manager":"quay-fleet","operation":"Apply","time":"t1","fieldsV1":{"f:spec":{"f:replicas":{},"f:a":{}}}}""";

    [Fact]
    public void Who_owns_nothing_has_no_fingerprint()
    {
        Assert.Null(Of("""{"metadata":{"name":"n"}}"""));
        Assert.Null(Of("""{"metadata":{"managedFields":null}}"""));
        Assert.Null(Of(With("""{"manager":"kubectl","operation":"Apply","fieldsV1":{"f:data":{}}}""")));
        Assert.Null(Of(With("""{"manager":"quay-fleet","operation":"Update","fieldsV1":{"f:data":{}}}""")));
        Assert.Null(Of(With("""{"manager":"quay-fleet","operation":"Apply","subresource":"status","fieldsV1":{"f:status":{}}}""")));
    }

    [Fact]
    public void Others_entries_times_and_contents_do_not_count()
    {
        var alone = Of(With(Ours));
        Assert.NotNull(alone);
        Assert.Equal(alone, Of(With("""{"manager":"hpa","operation":"Update","fieldsV1":{"f:status":{}}},""" + Ours.Replace("t1", "t2", StringComparison.Ordinal))));
        Assert.Equal(alone, Of(With(Ours).Replace("""{"metadata":{""", """{"data":{"k":"v"},"metadata":{"resourceVersion":"7",""", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_field_that_somebody_took_over_counts() =>
        Assert.NotEqual(Of(With(Ours)), Of(With(Ours.Replace(""","f:a":{}""", "", StringComparison.Ordinal))));

    [Fact]
    public void Replicas_that_are_ours_count_by_value_and_those_of_others_do_not()
    {
        Assert.NotEqual(Of(Scaled(Ours, 1)), Of(Scaled(Ours, 2)));
        var others = Ours.Replace("\"f:replicas\":{},", "", StringComparison.Ordinal);
        Assert.Equal(Of(Scaled(others, 1)), Of(Scaled(others, 2)));
    }

    private static string With(string entries) => $$"""{"metadata":{"managedFields":[{{entries}}] } }""";

    private static string Scaled(string entries, int replicas) => $$"""{"spec":{"replicas":{{replicas}}},"metadata":{"managedFields":[{{entries}}] } }""";

    private static Hash128? Of(string json) => OwnedFields.Fingerprint(ObjectProjectionTests.Parse(json), "quay-fleet");
}
