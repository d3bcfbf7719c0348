using Fleet.Api.V1;
using Fleet.Domain.Rollouts;

namespace Fleet.Gateway.Querying;

/// <summary>Which rollouts are asked for, and in which order.</summary>
/// <param name="Text">Part of a name, target or author, in any case.</param>
internal sealed record RolloutList(RolloutPhase? Phase, string? Text, ListSort<Rollout> Sort)
{
    public static readonly (string Name, string Type, string Description)[] Parameters =
    [
        ("phase", "string", "Only those in this phase: Planned, Running, Paused, Succeeded, Aborted, RollingBack or RolledBack."),
        ("q", "string", "Free text: part of a name, target or author."),
        ("sort", "string", "name (default), phase, target, author or plannedAt; with '-' in front descending."),
    ];

    private static readonly SortField<Rollout>[] Fields =
    [
        SortField<Rollout>.By("name", rollout => rollout.Name),
        SortField<Rollout>.By("phase", rollout => rollout.Phase),
        SortField<Rollout>.By("target", rollout => SortText.OfVersion(rollout.Target)),
        SortField<Rollout>.By("author", rollout => rollout.Author),
        SortField<Rollout>.By("plannedAt", rollout => rollout.PlannedAt.UtcTicks, SortText.Of),
    ];

    public static RolloutList Read(QueryReader query) => new(
        query.OneOf("phase", [.. Enum.GetValues<RolloutPhase>().Select(phase => (phase.ToString(), phase))]),
        query.Text("q"),
        ListSort<Rollout>.Read(query, Fields, rollout => rollout.Name));

    public bool Matches(Rollout rollout) =>
        (Phase is null || rollout.Phase == Phase.ToString())
        && (Text is null || Contains(rollout.Name) || Contains(rollout.Target) || Contains(rollout.Author));

    private bool Contains(string where) => where.Contains(Text!, StringComparison.OrdinalIgnoreCase);
}
