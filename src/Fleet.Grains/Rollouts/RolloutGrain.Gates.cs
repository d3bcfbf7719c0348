using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Grains.Rollouts;

/// <summary>What gates were told outside: in the log first, then acted on.</summary>
internal sealed partial class RolloutGrain
{
    private string? NoWayBack(PlannedUnit unit) =>
        _catalog.Current is { } read ? RolloutRollback.NoWayBack(read.Catalog, _state!.Plan.Target, unit) : "the fleet's catalog has not been read yet: try again";

    public async Task GateAnswered(GateReply reply)
    {
        var place = new GatePlace(reply.Stage, reply.After, reply.Number);
        if (!_gates.Answered(place) || !IsUnderWay) return;
        var now = _time.GetUtcNow();
        var tries = reply.Why is null ? 0 : (_state!.Answers.FirstOrDefault(known => known.Place == place)?.Tries ?? 0) + 1;
        if (await TryAppend([new RolloutEvent.GateAnswered(now, place, reply.Why is null, reply.Why ?? "", now + AskingGate.Again.After(tries))])) await Step();
    }
}
