using System.Collections.Immutable;

namespace Fleet.Domain.Quay.Editing;

/// <summary>Who owns the fields that an apply would change, as the API server tells it.</summary>
public static class ApplyConflicts
{
    /// <param name="causes">One a field: <c>.spec.components: conflict with "kubectl" using quay.redhat.com/v1</c>.</param>
    public static bool OnlyWith(ImmutableArray<string> causes, string manager) =>
        !causes.IsEmpty && causes.All(cause => cause.Contains($"conflict with \"{manager}\"", StringComparison.Ordinal));
}
