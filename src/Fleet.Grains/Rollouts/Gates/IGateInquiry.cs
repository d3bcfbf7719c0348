using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Grains.Rollouts.Gates;

/// <summary>Asks outside for one kind of gate.</summary>
internal interface IGateInquiry
{
    /// <summary>The gates it asks for.</summary>
    bool AsksFor(AskingGate gate);

    /// <returns>Why the gate stays closed, which what cannot be told is a reason for; null when nothing is in the way.</returns>
    Task<string?> AskAsync(GateAsk ask, CancellationToken cancellationToken);
}
