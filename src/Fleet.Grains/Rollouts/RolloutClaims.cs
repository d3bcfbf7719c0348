using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Rollouts;
using Fleet.Grains.Registries;

namespace Fleet.Grains.Rollouts;

/// <summary>
/// Writes claims that are durable and have not been read by a pass yet, onto each registry of a unit. Writing one twice changes nothing.
/// </summary>
internal sealed class RolloutClaims(IGrainFactory grains, IRolloutGrain rollout, TimeProvider time, Action<Exception> notTold)
{
    private readonly Dictionary<(RegistryKey Unit, int Attempt), Writing> _writing = [];

    /// <summary>Why claims could not be written, by unit.</summary>
    public IEnumerable<(RegistryKey Unit, string Problem)> Problems =>
        _writing.Where(item => item.Value.Problem is not null).Select(item => (item.Key.Unit, item.Value.Problem!));

    /// <returns>When the next one is to be tried again; null when none failed.</returns>
    /// <param name="observe">One registry.</param>
    public DateTimeOffset? Write(RolloutState state, Func<RegistryKey, UnitObservation?> observe)
    {
        var now = time.GetUtcNow();
        var due = !state.IsRunning
            ? []
            : state.Units.Values.Where(unit => unit is { Phase: UnitPhase.Claimed, TurnsRound: false } && unit.IsBack == state.IsRollingBack)
                .SelectMany(unit => unit.Unit.Members.Select(member => (Member: member, unit.Attempt, Target: RolloutSteps.TargetOf(state.Plan, unit))))
                .Where(item => observe(item.Member.Key)?.Claim != RolloutSteps.ClaimOf(state.Plan.Name, item.Attempt)).ToList();
        var keys = due.Select(item => (item.Member.Key, item.Attempt)).ToHashSet();
        foreach (var settled in _writing.Keys.Where(key => !keys.Contains(key)).ToList()) _writing.Remove(settled);
        foreach (var (member, attempt, target) in due)
        {
            var place = (member.Key, attempt);
            var known = _writing.GetValueOrDefault(place);
            if (known is { Problem: null } || known?.NotBefore > now) continue;
            _writing[place] = new Writing(null, known?.Failures ?? 0, default);
            var claim = new RolloutClaim(state.Plan.Name, attempt, member.Uid, target);
            // Beside the grain: its turns stay free while the cluster answers.
            _ = Task.Run(() => WriteAsync(member.Key, claim), CancellationToken.None);
        }
        return _writing.Values.Where(writing => writing.Problem is not null).Select(writing => (DateTimeOffset?)writing.NotBefore).Min();
    }

    public void Written(RegistryKey unit, int attempt, string? problem)
    {
        if (!_writing.TryGetValue((unit, attempt), out var known)) return;
        var failures = problem is null ? 0 : known.Failures + 1;
        _writing[(unit, attempt)] = new Writing(problem, failures, time.GetUtcNow() + Backoff.Passes.After(failures, jitter: 0.5));
    }

    private async Task WriteAsync(RegistryKey unit, RolloutClaim claim)
    {
        string? problem;
        try
        {
            problem = await grains.GetGrain<IRegistryGrain>(unit.ToString()).Claim(claim);
        }
#pragma warning disable CA1031 // whatever it was, the rollout tries again and says so
        catch (Exception e)
        {
            problem = e.Message;
        }
#pragma warning restore CA1031
        try
        {
            await rollout.ClaimWritten(unit, claim.Attempt, problem);
        }
#pragma warning disable CA1031 // the end of a detached task: nobody else would see it
        catch (Exception e)
        {
            notTold(e);
        }
#pragma warning restore CA1031
    }

    /// <param name="Problem">Null while it is being written, and once it is.</param>
    private sealed record Writing(string? Problem, int Failures, DateTimeOffset NotBefore);
}
