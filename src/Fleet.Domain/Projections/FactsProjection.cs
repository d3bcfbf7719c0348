using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Projections;

/// <summary>The facts readiness asks for, kind by kind.</summary>
internal static class FactsProjection
{
    public static ObservedFacts? Project(Field root, Identity identity) => identity.Kind switch
    {
        var kind when kind == ResourceKind.QuayRegistry => new QuayRegistryFacts(QuayRegistryProjection.Project(root, identity)),
        var kind when kind == ResourceKind.Deployment => Deployment(root),
        var kind when kind == ResourceKind.Job => Job(root),
        var kind when kind == ResourceKind.Route => Route(root),
        var kind when kind == ResourceKind.ObjectBucketClaim => new BucketClaimFacts(root["status"]["phase"].Text()),
        var kind when kind == ResourceKind.PersistentVolumeClaim => new VolumeClaimFacts(root["status"]["phase"].Text()),
        var kind when kind == ResourceKind.HorizontalPodAutoscaler => new AutoscalerFacts(root["spec"]["scaleTargetRef"]["name"].Text()),
        _ => null,
    };

    private static DeploymentFacts Deployment(Field root)
    {
        var (spec, status) = (root["spec"], root["status"]);
        return new DeploymentFacts(
            spec["replicas"].Count() ?? 1,
            status["observedGeneration"].Number() ?? 0,
            status["updatedReplicas"].Count() ?? 0,
            status["availableReplicas"].Count() ?? 0,
            Condition(status, "Available") is { } available
                ? new DeploymentCondition(available["status"].Text() ?? "", available["message"].Text() ?? "")
                : null,
            [.. spec["template"]["spec"]["containers"].Items().Select(container => container["image"].Text() ?? "")]);
    }

    private static JobFacts Job(Field root)
    {
        var status = root["status"];
        var annotations = root["metadata"]["annotations"];
        var failed = Condition(status, "Failed") is { } condition && condition["status"].Text() == "True" ? condition : (Field?)null;
        return new JobFacts(
            status["active"].Count() ?? 0,
            status["succeeded"].Count() ?? 0,
            status["failed"].Count() ?? 0,
            failed is { } given ? given["message"].Text() ?? "" : null,
            MigrationKey.TryParse(annotations[MigrationJob.KeyAnnotation].Text(), out var key) ? key : null,
            annotations[MigrationJob.InputsAnnotation].Text(),
            status["startTime"].Time(),
            status["completionTime"].Time() ?? failed?["lastTransitionTime"].Time());
    }

    private static RouteFacts Route(Field root) => new(
        root["spec"]["host"].Text(),
        [
            .. root["status"]["ingress"].Items().Select(ingress => new RouteIngress(
                ingress["host"].Text(),
                ingress["routerName"].Text(),
                ingress["routerCanonicalHostname"].Text(),
                Condition(ingress, "Admitted")?["status"].Text() == "True")),
        ]);

    private static Field? Condition(Field owner, string type)
    {
        foreach (var condition in owner["conditions"].Items())
            if (condition["type"].Text() == type)
                return condition;
        return null;
    }
}
