using Fleet.Domain.Quay.Rendering;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class ApplyOrderTests
{
    [Fact]
    public void Services_come_first_and_keys_before_anything_else_then_what_pods_refer_to_then_databases_then_the_rest()
    {
        foreach (var minor in Minors.All)
        {
            var steps = ApplyOrder.Of(Sample.Render(minor).Objects);
            Assert.Equal([ApplyStep.Services, ApplyStep.Keys, ApplyStep.Foundations, ApplyStep.Databases, ApplyStep.Workloads], steps.Select(step => step.Step));
            Assert.All(steps[0].Objects, item => Assert.Equal("Service", item.Key.Kind.Kind));
            Assert.StartsWith("harbour-quay-registry-managed-secret-keys", Assert.Single(steps[1].Objects).Key.Name, StringComparison.Ordinal);
            Assert.DoesNotContain(steps[2].Objects, item => item.Key.Kind.Kind is "Deployment" or "Job");
            Assert.Equal(
                ["harbour-clair-postgres", "harbour-quay-database", "harbour-quay-redis"],
                steps[3].Objects.Select(item => item.Key.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Nothing_is_lost()
    {
        var objects = Sample.Render(Minors.V37).Objects;
        Assert.Equal(objects.Length, ApplyOrder.Of(objects).Sum(step => step.Objects.Length));
    }
}
