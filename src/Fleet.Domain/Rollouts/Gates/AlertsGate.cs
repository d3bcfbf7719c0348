namespace Fleet.Domain.Rollouts.Gates;

/// <summary>Holds while a query returns samples in the Prometheus of any cluster of the stage, or one of them cannot be asked.</summary>
/// <param name="Query">PromQL that returns a vector: what fires.</param>
public sealed record AlertsGate(string Query) : AskingGate
{
    public const string Code = "alerts";

    private const int Shown = 60;

    public override string Name => Code;

    public override string Title => $"no alerts by '{(Query.Length > Shown ? Query[..Shown] + "…" : Query)}'";
}
