using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay;

/// <summary>What came of completing <c>spec.components</c>.</summary>
public abstract record AutofillOutcome
{
    private AutofillOutcome()
    {
    }

    public sealed record Completed(EffectiveComponents Components) : AutofillOutcome;

    /// <param name="Refusals">One per component that is declared managed on a cluster without its API, in list order.</param>
    public sealed record Refused(ImmutableArray<Refusal> Refusals) : AutofillOutcome;
}

/// <summary>Completes the components a user listed with the defaults of the release and the cluster.</summary>
public static class Autofill
{
    /// <param name="tlsPairInBundle">The bundle brings a usable <c>ssl.cert</c> and <c>ssl.key</c>; see <see cref="Configuration.TlsPair"/>.</param>
    public static AutofillOutcome Complete(
        ImmutableArray<ComponentSpec> declared, ReleaseMinor minor, ClusterFeatures features, bool tlsPairInBundle)
    {
        var refusals = declared
            .Where(component => component.Managed)
            .Select(component => ComponentKinds.TryParse(component.Kind, out var kind) ? MissingApi(kind, features, minor) : null)
            .OfType<Refusal>()
            .ToImmutableArray();
        if (refusals.Length > 0) return new AutofillOutcome.Refused(refusals);

        var quay = ComponentKind.Quay.ApiName();
        var components = declared.Select(component => component.Kind == quay ? component with { Managed = true } : component).ToImmutableArray();
        return new AutofillOutcome.Completed(new EffectiveComponents(
        [
            .. components,
            .. ComponentKinds.Of(minor)
                .Where(kind => components.All(component => component.Kind != kind.ApiName()))
                .Select(kind => Default(kind, features, tlsPairInBundle))
                // 3.4 and 3.5 leave out what the cluster does not support, so that nothing is asked of the bundle for it either.
                .Where(component => minor.AtLeast(3, 6) || component.Managed),
        ]));
    }

    private static ComponentSpec Default(ComponentKind kind, ClusterFeatures features, bool tlsPairInBundle) =>
        new(kind.ApiName(), IsSupported(kind, features) && !(kind == ComponentKind.Tls && tlsPairInBundle));

    private static bool IsSupported(ComponentKind kind, ClusterFeatures features) => kind switch
    {
        ComponentKind.Route or ComponentKind.Tls => features.Routes,
        ComponentKind.ObjectStorage => features.ObjectBucketClaims,
        ComponentKind.Monitoring => features.Prometheus,
        _ => true,
    };

    private static Refusal? MissingApi(ComponentKind kind, ClusterFeatures features, ReleaseMinor minor)
    {
        if (IsSupported(kind, features)) return null;
        var (reason, api) = kind switch
        {
            ComponentKind.ObjectStorage => (Refusal.ObjectStorageDependency, "ObjectStorage"),
            ComponentKind.Monitoring => (Refusal.MonitoringDependency, "Prometheus"),
            _ => (Refusal.RouteDependency, "Route"),
        };
        return new Refusal(reason, minor.AtLeast(3, 7)
            ? $"error validating component {kind.ApiName()}: {api} API not available"
            : $"cannot use `{kind.ApiName()}` component when `{(kind == ComponentKind.Monitoring ? "monitoring" : api)}` API not available");
    }
}
