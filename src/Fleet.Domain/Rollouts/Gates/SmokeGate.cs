namespace Fleet.Domain.Rollouts.Gates;

/// <summary>Holds until each registry of the stage takes and gives back a tiny image and a Helm chart, as a client would ask it to.</summary>
public sealed record SmokeGate : AskingGate
{
    public const string Code = "smoke";

    public override string Name => Code;

    public override string Title => "smoke test";
}
