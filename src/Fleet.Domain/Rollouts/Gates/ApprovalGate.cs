using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts.Gates;

/// <summary>Waits for people.</summary>
/// <param name="People">How many have to approve; the author of the rollout does not count when more than one.</param>
/// <param name="Expires">How long an approval counts.</param>
public sealed record ApprovalGate(int People, TimeSpan Expires) : Gate
{
    public const string Code = "approval";

    public override string Title => $"approval by {People}";

    public override Blocker? Judge(GateQuestion question)
    {
        var given = Approvers(question);
        return given >= People
            ? null
            : new Blocker(Code, $"stage {question.StageName}: waits to be approved {question.Purpose} ({given} of {People})");
    }

    private int Approvers(GateQuestion question) => question.State.Approvals
        .Where(approval => approval.Stage == question.StageName && approval.After == question.After && question.Now < approval.At + Expires)
        .Where(approval => People == 1 || approval.By != question.State.Plan.Author)
        .Select(approval => approval.By).Distinct(StringComparer.Ordinal).Count();
}
