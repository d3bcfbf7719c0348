using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Tests.Status;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class ComponentFactsTests
{
    /// <summary>Until 3.11 the autoscaler of a component that is not managed is rendered with the bare name of what is not there.</summary>
    [Fact]
    public void An_autoscaler_counts_for_the_deployment_that_it_scales_whatever_its_own_name()
    {
        var observed = new ObjectTable<ObservedObject>(
        [
            Sample.Object(ResourceKind.HorizontalPodAutoscaler, "quay-app", new AutoscalerFacts("skynet-quay-app")),
            Sample.Object(ResourceKind.HorizontalPodAutoscaler, "clair-app", new AutoscalerFacts("clair-app")),
        ]);

        var facts = ComponentFacts.Of(observed, Sample.Registry);

        Assert.Equal(["clair-app", "skynet-quay-app"], AutoscaledReplicas.Left(kind => kind == ComponentKind.HorizontalPodAutoscaler ? facts : ComponentFacts.None));
    }
}
