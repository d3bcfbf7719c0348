using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts.Gates;

/// <summary>
/// Asks something outside. What it was told stands in the rollout's log before anything is done because of it, and holds for a while; what cannot be
/// told is no yes.
/// </summary>
public abstract record AskingGate : Gate
{
    /// <summary>How long an answer that lets through counts.</summary>
    public static TimeSpan Believed { get; } = TimeSpan.FromMinutes(1);

    /// <summary>After an answer that does not: 10 s, doubling to 5 min.</summary>
    public static Backoff Again { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));

    /// <summary>What machines call it.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    public override Blocker? Judge(GateQuestion question) => question.Answer(this) switch
    {
        { IsOpen: true } answer when question.Now < answer.At + Believed => null,
        { IsOpen: false } answer => new Blocker(Name, $"stage {question.StageName}: {answer.Why}; {(question.Now < answer.Next ? $"asked again {answer.Next.UtcDateTime:u}" : "being asked again")}", answer.Next),
        _ => new Blocker(Name, $"stage {question.StageName}: {Title} is being asked {question.Purpose}"),
    };

    /// <summary>What is to be asked now; null while what was told last counts, or is not to be asked again yet.</summary>
    public GateAsk? Due(GateQuestion question)
    {
        var known = question.Answer(this);
        if (known is { IsOpen: true } && question.Now < known.At + Believed) return null;
        if (known is { IsOpen: false } && question.Now < known.Next) return null;
        return new GateAsk(question.PlaceOf(this), this, question.State.Plan.Target, [.. question.State.InStage(question.Stage).Where(IsAbout).SelectMany(unit => unit.Unit.Members).Select(member => member.Key)]);
    }

    /// <summary>Whether it asks about this unit of the stage.</summary>
    protected virtual bool IsAbout(UnitState unit) => unit.Phase != UnitPhase.Skipped;
}

/// <summary>Where a gate stands in a plan.</summary>
/// <param name="After">Whether it is for the end of the stage.</param>
/// <param name="Number">Among the gates there, from 0.</param>
public sealed record GatePlace(string Stage, bool After, int Number);

/// <summary>Something to be asked.</summary>
/// <param name="Target">The rollout's version.</param>
/// <param name="Units">The registries it is about.</param>
public sealed record GateAsk(GatePlace Place, AskingGate Gate, string Target, ImmutableArray<RegistryKey> Units);

/// <summary>What a gate was told last.</summary>
/// <param name="Why">Why it stays closed.</param>
/// <param name="Next">When a closed one is asked again.</param>
/// <param name="Tries">How often in a row it was not let through.</param>
public sealed record GateAnswer(GatePlace Place, DateTimeOffset At, bool IsOpen, string Why, DateTimeOffset Next, int Tries);
