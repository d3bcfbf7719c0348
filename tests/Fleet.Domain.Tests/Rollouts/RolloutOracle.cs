using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Tests.Rollouts;

/// <summary>
/// Judges a finished log by what the rules mean, with a reading of its own: neither the state's fold nor the rules' code is used, so that a
/// mistake in them is not made twice.
/// </summary>
internal sealed class RolloutOracle
{
    private RolloutPlan _plan;
    private readonly Dictionary<RegistryKey, PlannedStage> _stageOf;
    private readonly Dictionary<RegistryKey, (string Where, int Attempt, DateTimeOffset? Healthy)> _units;
    private readonly Dictionary<string, List<(bool After, string By, DateTimeOffset At)>> _approvals = [];
    private readonly List<string> _ended = [];
    private bool _started;
    private bool _paused;
    private bool _aborted;
    private bool _over;
    private readonly Dictionary<GatePlace, (DateTimeOffset At, bool IsOpen)> _told = [];
    private HashSet<RegistryKey>? _returning;
    private readonly HashSet<RegistryKey> _turning = [];
    private readonly List<string> _endedBack = [];

    private RolloutOracle(RolloutPlan plan)
    {
        _plan = plan;
        _stageOf = plan.Stages.SelectMany(stage => stage.Units.Select(unit => (unit.Key, stage))).ToDictionary(item => item.Key, item => item.stage);
        _units = _stageOf.Keys.ToDictionary(key => key, _ => ("waiting", 0, (DateTimeOffset?)null));
    }

    /// <summary>What is wrong with the log; null when nothing is.</summary>
    public static string? Fault(RolloutPlan plan, IEnumerable<RolloutEvent> log)
    {
        var oracle = new RolloutOracle(plan);
        return log.Skip(1).Select(oracle.Read).FirstOrDefault(fault => fault is not null);
    }

    private string? Read(RolloutEvent item)
    {
        if (_over && item is not RolloutEvent.RollbackBegan) return "something happened after the end";
        switch (item)
        {
            case RolloutEvent.Planned:
                return _started ? "planned after it began" : null;
            case RolloutEvent.Started:
                if (_started) return "started twice";
                _started = true;
                return null;
            case RolloutEvent.Paused:
                _paused = true;
                return null;
            case RolloutEvent.Aborted:
                (_paused, _aborted) = (true, true);
                return null;
            case RolloutEvent.Resumed:
                if (!_paused || _aborted || _over) return "resumed without a pause";
                _paused = false;
                return null;
            case RolloutEvent.Approved approved:
                if (!_approvals.TryGetValue(approved.Stage, out var known)) _approvals[approved.Stage] = known = [];
                known.Add((approved.After, approved.By, approved.At));
                return null;
            case RolloutEvent.RollbackBegan rollback:
                return RollBack(rollback);
            case RolloutEvent.GateAnswered told:
                _told[told.Gate] = (told.At, told.IsOpen);
                return null;
            case RolloutEvent.Joined joined:
                return Join(joined);
            case RolloutEvent.Behind behind:
                _paused = true;
                foreach (var found in behind.Found)
                {
                    if (found.Attempt <= _units[found.Unit].Attempt) return "an attempt was found that was known";
                    _units[found.Unit] = _units[found.Unit] with { Attempt = found.Attempt };
                }
                return null;
            case RolloutEvent.Claimed claimed:
                return Claim(claimed, _units[claimed.Unit], _stageOf[claimed.Unit]);
            case RolloutEvent.SoakBegan soaking:
                var (where, attempt, _) = _units[soaking.Unit];
                if (where is not ("claimed" or "soaking") || (_returning?.Contains(soaking.Unit) == true && !_turning.Contains(soaking.Unit)) || attempt != soaking.Attempt) return "soaks without a claim";
                _units[soaking.Unit] = ("soaking", attempt, soaking.At);
                return null;
            case RolloutEvent.Regressed regressed:
                _units[regressed.Unit] = _units[regressed.Unit] with { Healthy = null };
                return null;
            case RolloutEvent.Settled settled:
                return Settle(settled, _units[settled.Unit], _stageOf[settled.Unit]);
            case RolloutEvent.Reopened reopened:
                if (_units[reopened.Unit].Where is "waiting" or "claimed" or "soaking" or "Succeeded" or "RolledBack") return "reopened what did not end badly";
                _units[reopened.Unit] = _units[reopened.Unit] with { Where = "waiting" };
                return null;
            case RolloutEvent.StageEnded ended:
                return End(ended);
            case RolloutEvent.Finished { Phase: RolloutPhase.Succeeded } when _ended.Count < _plan.Stages.Length || _returning is not null:
                return "succeeded before its last stage";
            case RolloutEvent.Finished { Phase: RolloutPhase.RolledBack } when _returning is null || _endedBack.Count < _plan.Stages.Length:
                return "rolled back before its first stage";
            case RolloutEvent.Finished:
                _over = true;
                return null;
            default:
                return null;
        }
    }

    private string? Join(RolloutEvent.Joined joined)
    {
        if (_plan.NewMembers != MemberPolicy.Append || _returning is not null) return "joined though nobody may";
        foreach (var (name, unit) in joined.Units)
        {
            if (_plan.Stages.FirstOrDefault(stage => stage.Name == name) is not { } stage) return "joined no stage there is";
            if (!_units.TryAdd(unit.Key, ("waiting", 0, null))) return "joined twice";
            _plan = _plan with { Stages = _plan.Stages.Replace(stage, stage with { Units = stage.Units.Add(unit) }) };
        }
        foreach (var stage in _plan.Stages)
            foreach (var unit in stage.Units) _stageOf[unit.Key] = stage;
        return null;
    }

    private string? RollBack(RolloutEvent.RollbackBegan rollback)
    {
        if (!_started) return "rolled back before it began";
        if (_returning is not null && !_over) return "rolled back while it is being rolled back";
        if (rollback.Units.Any(key => _units[key].Attempt == 0)) return "rolls back what it never changed";
        if (rollback.Units.Any(key => _units[key].Where == "RolledBack")) return "rolls back twice";
        (_paused, _aborted, _over) = (false, false, false);
        _returning = [.. rollback.Units];
        _endedBack.Clear();
        foreach (var key in rollback.Units)
            if (_units[key].Where == "claimed") _turning.Add(key);
            else _units[key] = _units[key] with { Where = "waiting", Healthy = null };
        return null;
    }

    private string? Claim(RolloutEvent.Claimed claimed, (string Where, int Attempt, DateTimeOffset? Healthy) unit, PlannedStage stage)
    {
        if (!_started || _paused || _over) return "claimed while it was not running";
        var turns = unit.Where == "claimed" && _turning.Remove(claimed.Unit);
        if (unit.Where != "waiting" && !turns) return "claimed what was not waiting";
        if (claimed.Attempt != unit.Attempt + 1) return "an attempt that is not the next one";
        if (_returning?.Contains(claimed.Unit) == false) return "claimed on the way to the target while it is rolled back";
        var first = _returning is null ? _plan.Stages : _plan.Stages.Reverse();
        var before = first.TakeWhile(other => other.Name != stage.Name).ToList();
        if (before.Any(other => !(_returning is null ? _ended : _endedBack).Contains(other.Name))) return "claimed before its turn";
        var flying = stage.Units.Count(other => _units[other.Key].Where == "claimed") - (turns ? 1 : 0);
        if (flying >= stage.MaxConcurrency) return "too many in flight";
        if (stage.FailureBudget is { } budget && Count(stage, "Failed") + Count(stage, "TimedOut") + Ill(stage) + flying > budget) return "the budget is overspent";
        if (_returning is null && !IsOpen(stage, stage.Before, after: false, claimed.At)) return "claimed through a closed gate";
        _units[claimed.Unit] = ("claimed", claimed.Attempt, null);
        return null;
    }

    private string? Settle(RolloutEvent.Settled settled, (string Where, int Attempt, DateTimeOffset? Healthy) unit, PlannedStage stage)
    {
        if (unit.Where is not ("waiting" or "claimed" or "soaking")) return "settled twice";
        var back = _returning?.Contains(settled.Unit) == true && !_turning.Contains(settled.Unit);
        if (settled.As == Settlement.RolledBack && (!back || unit.Where != "claimed")) return "rolled back what was not claimed for it";
        _turning.Remove(settled.Unit);
        if (settled.As == Settlement.Succeeded)
        {
            if (back) return "succeeded on the way back";
            if (stage.Soak == TimeSpan.Zero ? unit.Where != "claimed" : unit.Where != "soaking") return "succeeded out of nothing";
            if (stage.Soak > TimeSpan.Zero && (unit.Healthy is not { } since || settled.At - since < stage.Soak)) return "succeeded before its soak was over";
        }
        _units[settled.Unit] = unit with { Where = settled.As.ToString() };
        return null;
    }

    private string? End(RolloutEvent.StageEnded ended)
    {
        var (list, stages) = _returning is null ? (_ended, _plan.Stages) : (_endedBack, [.. _plan.Stages.Reverse()]);
        if (list.Count >= stages.Length || stages[list.Count].Name != ended.Stage) return "a stage ended out of turn";
        var stage = stages[list.Count];
        stage = stage with { Units = [.. stage.Units.Where(unit => _returning?.Contains(unit.Key) != false)] };
        if (stage.Units.Length > 0)
        {
            if (stage.Units.Any(unit => _units[unit.Key].Where is "waiting" or "claimed" or "soaking")) return "a stage ended with work left";
            if (Count(stage, "Queued") == stage.Units.Length) return "a stage of only unreachable ones ended";
            var counted = stage.Units.Length - Count(stage, "Queued") - Count(stage, "Skipped");
            var required = stage.MinSuccess.IsPercent ? (int)Math.Ceiling(counted * stage.MinSuccess.Value / 100.0) : Math.Min(counted, stage.MinSuccess.Value);
            if (Count(stage, "Succeeded") + Count(stage, "RolledBack") < required) return "a stage ended with too few successes";
        }
        if (_returning is null && !IsOpen(stage, stage.After, after: true, ended.At)) return "a stage ended through a closed gate";
        list.Add(ended.Stage);
        return null;
    }

    private int Ill(PlannedStage stage) => stage.Units.Count(unit => _returning?.Contains(unit.Key) != false && _units[unit.Key] is { Where: "soaking", Healthy: null });

    private int Count(PlannedStage stage, string where) => stage.Units.Count(unit => _returning?.Contains(unit.Key) != false && _units[unit.Key].Where == where);

    // The windows of these tests open every three hours, for one.
    private bool IsOpen(PlannedStage stage, IEnumerable<Gate> gates, bool after, DateTimeOffset at) => gates.All(gate => gate switch
    {
        ApprovalGate approval => _approvals.GetValueOrDefault(stage.Name, [])
            .Where(given => given.After == after && at < given.At + approval.Expires && (approval.People == 1 || given.By != _plan.Author))
            .Select(given => given.By).Distinct().Count() >= approval.People,
        AskingGate => _told.TryGetValue(new GatePlace(stage.Name, after, 0), out var told) && told.IsOpen && at < told.At.AddMinutes(1),
        WindowGate => at.UtcDateTime.Hour % 3 == 0,
        _ => throw new InvalidOperationException($"The oracle does not know {gate.GetType().Name}."),
    });
}
