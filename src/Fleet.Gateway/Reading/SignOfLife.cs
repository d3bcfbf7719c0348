using Fleet.Domain.Status;

namespace Fleet.Gateway.Reading;

/// <summary>
/// Clusters report every few seconds that they are alive. A thousand of them would drown a watch, so a report that says nothing else is
/// not a change.
/// </summary>
internal static class SignOfLife
{
    public static bool IsAllThatDiffers(ClusterSummary before, ClusterSummary after) =>
        before with { LastSignOfLife = null, Labels = after.Labels, Blockers = after.Blockers } == after with { LastSignOfLife = null }
        && before.Labels.SequenceEqual(after.Labels)
        && before.Blockers.SequenceEqual(after.Blockers);
}
