using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;
using Fleet.Grains.Index;
using Fleet.Grains.Rollouts.Gates;
using Fleet.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Rollouts;

/// <inheritdoc cref="IRolloutGrain"/>
internal sealed partial class RolloutGrain : Grain, IRolloutGrain, IFleetObserver
{
    /// <summary>Units change in flocks: those within this time are decided on together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);

    private const int MostTurns = 1000;

    private readonly RolloutLog _log;
    private readonly RolloutUnits _units;
    private readonly RolloutClaims _claims;
    private readonly RolloutGates _gates;
    private readonly RolloutReturns _returns;
    private readonly CatalogCopy _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<RolloutGrain> _logger;
    private readonly string _name;

    // Units tell what happens to them; this only catches what got lost, and clusters that fall silent.
    private readonly TimeSpan _safetyTick;
    private RolloutState? _state;
    private ImmutableArray<Blocker> _blockers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RolloutNewcomers? _newcomers;
    private IGrainTimer? _soon;
    private IGrainTimer? _wake;
    private DateTimeOffset _askedAnew;

    public RolloutGrain(IEventLog log, CatalogCopy catalog, IEnumerable<IGateInquiry> inquiries, IOptions<RolloutOptions> options, TimeProvider time, ILogger<RolloutGrain> logger)
    {
        (_catalog, _time, _logger, _name, _safetyTick) = (catalog, time, logger, this.GetPrimaryKeyString(), options.Value.SafetyTick);
        _log = new RolloutLog(log, _name);
        _units = new RolloutUnits(_name, GrainFactory, time);
        _claims = new RolloutClaims(GrainFactory, this.AsReference<IRolloutGrain>(), time, e => LogNotTold(e, _name));
        _returns = new RolloutReturns(GrainFactory, this.AsReference<IFleetObserver>(), time);
        _gates = new RolloutGates(this.AsReference<IRolloutGrain>(), inquiries, time, e => LogNotTold(e, _name));
    }

    private bool IsUnderWay => _state is { IsUnderWay: true };

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var events = await _log.ReadAsync(cancellationToken);
        if (events.IsEmpty) return;
        _state = RolloutState.Of(events);
        if (!IsUnderWay) return;
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        Soon();
    }

    public async Task<RolloutOutcome> Command(RolloutCommand command)
    {
        if (_state is not { } state) return new RolloutOutcome.NotFound();
        switch (RolloutCommands.Decide(state, command, _time.GetUtcNow(), NoWayBack))
        {
            case CommandDecision.Refused refused:
                return new RolloutOutcome.Refused(refused.Reason);
            case CommandDecision.Accepted accepted:
                if (!await TryAppend(accepted.Events)) return Overtaken();
                // What has ended may be rolled back, and is under way again.
                if (IsUnderWay) DelayDeactivation(Timeout.InfiniteTimeSpan);
                await Step();
                return Done();
            default:
                throw new InvalidOperationException("A command is accepted or refused.");
        }
    }

    public Task<bool> Holds(RegistryKey registry) =>
        Task.FromResult(IsUnderWay && _state!.UnitOf(registry) is { Phase: UnitPhase.Claimed or UnitPhase.Soaking });

    public Task UnitChanged(RegistrySummary summary)
    {
        if (!IsUnderWay || _state!.UnitOf(summary.Key) is null) return Task.CompletedTask;
        _units.Take(summary);
        Soon();
        return Task.CompletedTask;
    }

    public Task ClaimWritten(RegistryKey unit, int attempt, string? problem)
    {
        _claims.Written(unit, attempt, problem);
        if (problem is not null) LogNotClaimed(_name, unit, problem);
        Changed();
        Soon();
        return Task.CompletedTask;
    }

    public Task<bool> Wake()
    {
        if (IsUnderWay) Soon();
        return Task.FromResult(IsUnderWay);
    }

    private void Soon() => _soon ??= this.RegisterGrainTimer(
        () =>
        {
            _soon?.Dispose();
            _soon = null;
            return Step();
        },
        new GrainTimerCreationOptions(Gathering, Timeout.InfiniteTimeSpan));

    /// <summary>Decides and appends until nothing more happens, then does what has become durable.</summary>
    /// <param name="anew">Those in flight are asked as well, for what they told and got lost. So they are once a safety tick has passed without it, whatever else keeps putting that off.</param>
    private async Task Step(bool anew = false)
    {
        anew |= _time.GetUtcNow() - _askedAnew >= _safetyTick;
        if (anew) _askedAnew = _time.GetUtcNow();
        DateTimeOffset? wake = null;
        for (var turn = 0; turn < MostTurns && IsUnderWay; turn++)
        {
            if (turn == 0 && !await TakeUpNewcomers()) return;
            await Look(anew && turn == 0);
            var decision = RolloutSteps.Decide(_state!, Observe, _time.GetUtcNow(), unit => _units.HeldBy(_state!.Units[unit].Unit), NoWayBack);
            HaveLooked();
            wake = decision.Wake;
            if (!decision.Blockers.SequenceEqual(_blockers))
            {
                _blockers = decision.Blockers;
                Changed();
            }
            if (decision.Events.IsEmpty)
            {
                _gates.Ask(decision.Asks);
                break;
            }
            if (!await TryAppend(decision.Events)) return;
        }
        if (!IsUnderWay)
        {
            _wake?.Dispose();
            await _returns.LeaveAsync();
            if (_newcomers is not null) await _newcomers.LeaveAsync();
            _newcomers = null;
            DelayDeactivation(TimeSpan.Zero);
            return;
        }
        await AwaitWaiting();
        WakeAt(Sooner(wake, _claims.Write(_state!, _units.Observe)));
    }

    /// <summary>False when another activation is ahead: this one acts on nothing any more.</summary>
    private async Task<bool> TryAppend(ImmutableArray<RolloutEvent> events)
    {
        var next = _state!;
        foreach (var item in events)
        {
            RolloutRules.Check(next, item);
            next = next.Apply(item);
        }
        try
        {
            if (await _log.TryAppendAsync(_state!.Sequence, events, CancellationToken.None))
            {
                _state = next;
                Changed();
                Tell(events);
                await TellFollowers();
                return true;
            }
        }
        catch
        {
            // Whether it was written is not known: the next activation reads what was.
            DeactivateOnIdle();
            throw;
        }
        Overtaken();
        return false;
    }

    private RolloutOutcome.Refused Overtaken()
    {
        LogOvertaken(_name);
        (_state, _blockers) = (null, []);
        Changed();
        DeactivateOnIdle();
        return new RolloutOutcome.Refused("it went on elsewhere meanwhile: try again");
    }

    private void WakeAt(DateTimeOffset? at)
    {
        _wake?.Dispose();
        var pause = at is { } due ? due - _time.GetUtcNow() : _safetyTick;
        pause = pause < TimeSpan.Zero ? TimeSpan.Zero : pause > _safetyTick ? _safetyTick : pause;
        _wake = this.RegisterGrainTimer(() => Step(anew: true), new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Whoever watches looks again.</summary>
    private void Changed()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private RolloutOutcome.Done Done() => new(Status());

    private RolloutStatus Status() => new(
        _state!, [.. _blockers, .. _claims.Problems.Select(failed => new Blocker(RolloutBlockerCodes.Claim, $"{failed.Unit} could not be claimed: {failed.Problem}"))]);

    private static DateTimeOffset? Sooner(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
