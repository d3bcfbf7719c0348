using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class ApplyBodyTests
{
    [Fact]
    public void A_port_without_a_target_is_sent_without_one_and_the_rendered_object_stays_as_it_is()
    {
        var service = JsonNode.Parse("""{"spec":{"ports":[{"port":6379,"protocol":"TCP","targetPort":0},{"port":80,"targetPort":8080}]}}""")!.AsObject();
        var rendered = new RenderedObject(new ObjectKey(ResourceKind.Service, "ns", "r-quay-redis"), ComponentKind.Redis, service);

        Assert.Equal("""{"spec":{"ports":[{"port":6379,"protocol":"TCP"},{"port":80,"targetPort":8080}]}}""", ApplyBody.Of(rendered));
        Assert.Equal(0, (int)service["spec"]!["ports"]![0]!["targetPort"]!);
    }

    [Fact]
    public void Anything_else_is_sent_as_rendered()
    {
        var rendered = new RenderedObject(new ObjectKey(ResourceKind.ConfigMap, "ns", "c"), ComponentKind.Quay, JsonNode.Parse("""{"data":{"a":"0"}}""")!.AsObject());

        Assert.Equal("""{"data":{"a":"0"}}""", ApplyBody.Of(rendered));
    }
}
