using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>What happens to single objects once all are rendered: overrides first of all. The order of the steps is observable.</summary>
internal static class PostProcess
{
    /// <returns>Why the object cannot be rendered; null when it can.</returns>
    public static string? Apply(RenderedObject rendered, Build build)
    {
        if (build.Before(3, 6)) return null;
        if (rendered.Key.Kind == ResourceKind.Deployment) ToDeployment(rendered, build);
        if (rendered.Key.Kind == ResourceKind.Job) ToJob(rendered, build);
        return rendered.Key.Kind == ResourceKind.PersistentVolumeClaim ? ClaimOverrides.Apply(rendered, build) : null;
    }

    private static void ToDeployment(RenderedObject rendered, Build build)
    {
        var workload = new Workload(rendered.Body);
        if (build.AtLeast(3, 7))
        {
            var overrides = workload.Component(build.Minor) is { } kind ? build.Components.Overrides(kind) : null;
            DeploymentOverrides.ApplyToContainers(workload, overrides, build);
            CertificateAnnotations.Apply(workload, build);
            ReplicaDefaults.Apply(workload, overrides, build);
            if (build.Facts.Operator.SkipResourceRequests) workload.DropResources();
            DeploymentOverrides.ApplyToMetadata(workload, overrides, build);
        }
        DatabaseRestarts.Prevent(workload, build);
        FieldGroupAnnotation.Apply(workload, build);
    }

    private static void ToJob(RenderedObject rendered, Build build)
    {
        var workload = new Workload(rendered.Body);
        // All Jobs follow Quay's overrides, be they a database's.
        var overrides = build.Components.Overrides(ComponentKind.Quay);
        if (build.AtLeast(3, 8)) workload.UpsertEnv(overrides?.EnvJson);
        if (build.AtLeast(3, 17)) workload.SetSecurityContext(overrides?.SecurityContextJson);
        if (build.AtLeast(3, 7) && build.Facts.Operator.SkipResourceRequests) workload.DropResources();
    }
}
