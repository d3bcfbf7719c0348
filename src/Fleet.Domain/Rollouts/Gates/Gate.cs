using System.Text.Json.Serialization;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts.Gates;

/// <summary>
/// Something a stage waits for: before each of its claims, or before it ends. An open set: a new one is a type here, a line in
/// <see cref="GateReader"/>, and a scenario among the tests.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "gate")]
[JsonDerivedType(typeof(ApprovalGate), ApprovalGate.Code)]
[JsonDerivedType(typeof(WindowGate), WindowGate.Code)]
[JsonDerivedType(typeof(AlertsGate), AlertsGate.Code)]
[JsonDerivedType(typeof(SmokeGate), SmokeGate.Code)]
[JsonDerivedType(typeof(PreflightGate), PreflightGate.Code)]
public abstract record Gate
{
    /// <summary>What it is, in words that follow "waits for".</summary>
    [JsonIgnore]
    public abstract string Title { get; }

    /// <summary>Null when it is open; else why it is not.</summary>
    public abstract Blocker? Judge(GateQuestion question);
}

/// <param name="Stage">Its place.</param>
/// <param name="After">Whether it is for the end of the stage.</param>
public sealed record GateQuestion(RolloutState State, int Stage, bool After, DateTimeOffset Now)
{
    public string StageName => State.Plan.Stages[Stage].Name;

    public GatePlace PlaceOf(Gate gate) => new(StageName, After, (After ? State.Plan.Stages[Stage].After : State.Plan.Stages[Stage].Before).IndexOf(gate));

    /// <summary>What a gate was told last; null when it was not asked yet.</summary>
    public GateAnswer? Answer(Gate gate) => PlaceOf(gate) is var place ? State.Answers.FirstOrDefault(answer => answer.Place == place) : null;

    public string Purpose => After ? "before it ends" : "before it begins";
}
