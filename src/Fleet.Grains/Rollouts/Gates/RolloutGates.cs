using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Grains.Rollouts.Gates;

/// <summary>Asks what gates have to ask outside, beside the rollout, each gate once at a time. Asking again changes nothing outside.</summary>
internal sealed class RolloutGates(IRolloutGrain rollout, IEnumerable<IGateInquiry> inquiries, TimeProvider time, Action<Exception> notTold)
{
    /// <summary>Whatever is asked: a gate that hangs is one that cannot be asked.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const int LongestWhy = 500;

    private readonly HashSet<GatePlace> _asking = [];

    public void Ask(IEnumerable<GateAsk> asks)
    {
        foreach (var ask in asks)
            if (_asking.Add(ask.Place)) _ = Task.Run(() => AskAsync(ask), CancellationToken.None);
    }

    /// <summary>False when nobody asked: another activation did, and is told nothing more.</summary>
    public bool Answered(GatePlace place) => _asking.Remove(place);

    private async Task AskAsync(GateAsk ask)
    {
        string? why;
        try
        {
            using var limit = new CancellationTokenSource(Longest, time);
            why = await inquiries.First(inquiry => inquiry.AsksFor(ask.Gate)).AskAsync(ask, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            why = $"{ask.Gate.Title}: no answer within {Longest}";
        }
#pragma warning disable CA1031 // whatever it was, the gate stays closed, says so, and is asked again
        catch (Exception e)
        {
            why = $"{ask.Gate.Title} cannot be asked: {e.Message}";
        }
#pragma warning restore CA1031
        try
        {
            await rollout.GateAnswered(new GateReply(ask.Place.Stage, ask.Place.After, ask.Place.Number, why is { Length: > LongestWhy } ? why[..LongestWhy] + "…" : why));
        }
#pragma warning disable CA1031 // the end of a detached task: nobody else would see it
        catch (Exception e)
        {
            notTold(e);
        }
#pragma warning restore CA1031
    }
}
