namespace Fleet.Domain.Rollouts.Gates;

/// <summary>
/// Holds until every registry that is still to be claimed could be reconciled as the target: bundle, upgrade path and overrides are in order, the
/// account may do what has to be done, the API server accepts every object in a dry run, and the certificate lasts.
/// </summary>
/// <param name="Certificate">For how long the bundle's certificate has to be valid yet.</param>
public sealed record PreflightGate(TimeSpan Certificate) : AskingGate
{
    public const string Code = "preflight";

    /// <summary>Unless the gate says otherwise.</summary>
    public static TimeSpan UsualCertificate { get; } = TimeSpan.FromDays(7);

    public override string Name => Code;

    public override string Title => "preflight";

    /// <summary>What is on its way, or there, is past it.</summary>
    protected override bool IsAbout(UnitState unit) => unit.IsWaiting || unit.Phase == UnitPhase.Queued;
}
