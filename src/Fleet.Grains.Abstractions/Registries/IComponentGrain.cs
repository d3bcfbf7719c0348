
namespace Fleet.Grains.Registries;

/// <summary>
/// One managed component of a registry; keyed <c>cluster/namespace/name/kind</c>. Knows what was applied and what is there: diffs, applies
/// only what changed, notices drift, and judges readiness.
/// </summary>
[Alias("Fleet.Component")]
public interface IComponentGrain : IGrainWithStringKey
{
    /// <summary>Objects of this component as the watcher saw them.</summary>
    Task Observe(ObservedBatch batch);

    /// <summary>The cluster has moved to another silo: ends what is under way here.</summary>
    Task Leave();

    /// <summary>What the registry knows that this component needs.</summary>
    Task Configure(ComponentContext context);

    /// <summary>Applies what differs from what was applied before. Returns at once; the result goes to the registry.</summary>
    Task Release(ReleasedStep step);

    /// <summary>
    /// A pass has released everything there is: what it did not release is no longer this component's. Generated Secrets among that are
    /// deleted when <paramref name="prune"/> says that nothing mounts them any more.
    /// </summary>
    /// <param name="epoch">The pass; a settling of an older one is ignored.</param>
    /// <returns>What <see cref="AppliedDigest"/> says from now on.</returns>
    Task<string> Settle(long epoch, bool prune);

    /// <summary>Equal when equal bodies were applied to the same objects; a restart that has lost some of it says something else.</summary>
    Task<string> AppliedDigest();

    /// <summary>From the component's own apply, which runs beside the grain.</summary>
    Task Applied(AppliedStep applied);

    /// <summary>The registry is gone; forgets everything.</summary>
    Task Forget();
}
