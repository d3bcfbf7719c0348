using System.Security.Cryptography;
using System.Text.Json;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;
using Xunit;
using static Fleet.Domain.Tests.Rollouts.RolloutSample;

namespace Fleet.Domain.Tests.Rollouts;

#pragma warning disable RS0030 // Random: each rollout can be replayed from its printed seed

/// <summary>Random rollouts over random fleets, with crashes, clock jumps and everything that units do.</summary>
public sealed class RolloutPropertyTests(ITestOutputHelper output)
{
    [Fact]
    public void No_rule_is_ever_broken_and_nothing_is_claimed_twice()
    {
        var first = RandomNumberGenerator.GetInt32(int.MaxValue / 2);
        var rounds = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1" ? 100_000 : 2_000;
        output.WriteLine($"seeds {first} to {first + rounds - 1}");
        var (succeeded, back) = (0, 0);
        for (var seed = first; seed < first + rounds; seed++)
        {
            try
            {
                var phase = Play(new Random(seed)).Phase;
                if (phase == RolloutPhase.Succeeded) succeeded++;
                if (phase == RolloutPhase.RolledBack) back++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
        output.WriteLine($"{succeeded} of {rounds} succeeded, {back} were rolled back");
        Assert.InRange(back, rounds / 50, rounds);
        Assert.InRange(succeeded, rounds / 10, rounds);
    }

    /// <summary>
    /// Events nobody decided on are offered at random, and only the rules keep them out. That is enough for a log without fault; and with any
    /// one of the rules switched off it is not, so each is needed, and would be missed.
    /// </summary>
    [Fact]
    public void The_rules_alone_keep_every_log_right_and_without_any_one_of_them_some_log_is_wrong()
    {
        var rules = typeof(RolloutRules).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(24, rules.Count);
        var first = RandomNumberGenerator.GetInt32(int.MaxValue / 2);
        output.WriteLine($"seeds from {first}");
        for (var seed = first; seed < first + 300; seed++)
        {
            var fault = Offer(new Random(seed), without: null);
            Assert.True(fault is null, $"seed {seed}: {fault}");
        }
        foreach (var rule in rules)
            Assert.True(Enumerable.Range(first, 5_000).Any(seed => Offer(new Random(seed), rule) is not null), $"nothing goes wrong without '{rule}' (seeds from {first})");
    }

    /// <summary>The oracle's fault with what was let through.</summary>
    private static string? Offer(Random random, string? without)
    {
        var plan = RandomPlan(random);
        var log = new List<RolloutEvent> { new RolloutEvent.Planned(Noon, plan), new RolloutEvent.Started(Noon, "jane") };
        var state = RolloutState.Of(log);
        var now = Noon;
        for (var turn = 0; turn < 200; turn++)
        {
            now += TimeSpan.FromMinutes(random.Next(0, 20));
            if (Any(state, random, now) is not { } item || RolloutRules.Broken(state, item).Any(rule => rule != without)) continue;
            log.Add(item);
            try
            {
                state = state.Apply(item);
            }
            catch (Exception e) when (without is not null && e is ArgumentException or InvalidDataException)
            {
                return e.Message;
            }
        }
        return RolloutOracle.Fault(plan, log);
    }

    private static RolloutEvent? Any(RolloutState state, Random random, DateTimeOffset now)
    {
        var keys = state.Units.Keys.OrderBy(key => key.ToString(), StringComparer.Ordinal).ToList();
        var stages = state.Plan.Stages;
        if (keys.Count == 0) return null;
        var key = keys[random.Next(keys.Count)];
        // Mostly what could be meant: numbers that cannot would only be refused.
        var attempt = Math.Max(1, state.Units[key].Attempt + random.Next(-1, 3));
        var stage = stages[random.Next(stages.Length)].Name;
        return random.Next(20) switch
        {
            < 4 => new RolloutEvent.Claimed(now, key, attempt),
            < 6 => new RolloutEvent.SoakBegan(now, key, attempt),
            6 => new RolloutEvent.Regressed(now, key, attempt, "ill"),
            < 10 => new RolloutEvent.Settled(now, key, random.Next(3) > 0 ? Settlement.Succeeded : (Settlement)random.Next(6), ""),
            10 => new RolloutEvent.Reopened(now, key, "jane"),
            11 => random.Next(4) == 0 ? new RolloutEvent.Paused(now, "jane", "wait") : new RolloutEvent.Resumed(now, "jane"),
            12 when random.Next(20) == 0 => new RolloutEvent.Planned(now, state.Plan, "again"),
            12 => random.Next(20) == 0 ? new RolloutEvent.Started(now, "jane") : random.Next(20) == 0 ? new RolloutEvent.Finished(now, RolloutPhase.Succeeded) : null,
            18 => new RolloutEvent.GateAnswered(now, new GatePlace(stage, random.Next(2) == 0, 0), random.Next(3) > 0, "", now),
            16 when random.Next(6) == 0 => new RolloutEvent.RollbackBegan(now, "jane", "", [.. keys.Where(other => state.Units[other].Attempt > random.Next(-8, 1))], []),
            17 when random.Next(4) == 0 => new RolloutEvent.Finished(now, random.Next(3) switch { 0 => RolloutPhase.Succeeded, 1 => RolloutPhase.Aborted, _ => RolloutPhase.RolledBack }),
            14 when random.Next(6) == 0 => new RolloutEvent.Behind(now, [new FoundAttempt(key, random.Next(0, 5))]),
            15 when random.Next(6) == 0 => new RolloutEvent.Joined(now, [new JoinedUnit(random.Next(9) == 0 ? "none" : stage, Newcomer(random.Next(3) == 0 ? 0 : random.Next(100, 103)))]),
            13 => new RolloutEvent.Approved(now, stage, random.Next(2) == 0, random.Next(2) == 0 ? "joe" : "jane"),
            _ => new RolloutEvent.StageEnded(now, stage),
        };
    }

    private static RolloutPlan RandomPlan(Random random)
    {
        var number = 0;
        var stages = Enumerable.Range(0, random.Next(1, 4)).Select(place => Stage(
            $"s{place}",
            Enumerable.Range(0, random.Next(0, 6)).Select(_ => number++).ToList(),
            concurrency: random.Next(1, 4),
            budget: random.Next(3) == 0 ? null : random.Next(0, 3),
            minSuccess: random.Next(2) == 0 ? "100%" : $"{random.Next(0, 101)}%",
            soak: random.Next(2) * random.Next(1, 15),
            deadline: random.Next(5, 30),
            before: AnyGate(random),
            after: AnyGate(random))).ToArray();
        stages = [.. stages.Select(stage => stage with { Units = [.. stage.Units.Select(unit => random.Next(5) == 0 ? WithOthers(unit, random.Next(1, 3)) : unit)] })];
        return Plan((FailurePolicy)random.Next(3), (UnreachablePolicy)random.Next(3), stages) with { NewMembers = (MemberPolicy)random.Next(2) };
    }

    /// <summary>Registries that share a database, and go together.</summary>
    private static PlannedUnit WithOthers(PlannedUnit unit, int count) => unit with
    {
        Others = [.. Enumerable.Range(1, count).Select(other => new UnitMember(unit.Key with { Name = $"replica-{other}" }, $"{unit.Uid}-{other}"))],
    };

    private static PlannedUnit Newcomer(int number) => new(Key(number), $"uid-{number}", "3.7.10");

    private static Gate? AnyGate(Random random) => random.Next(10) switch
    {
        0 => new ApprovalGate(random.Next(1, 3), TimeSpan.FromHours(2)),
        2 => new AlertsGate("up == 0"),
        3 => new PreflightGate(TimeSpan.FromDays(1)),
        1 => new WindowGate("0 */3 * * *", TimeSpan.FromHours(1), "UTC"),
        _ => null,
    };

    private static RolloutState Play(Random random)
    {
        var run = new RolloutRun(RandomPlan(random));
        var calm = random.Next(3) == 0;
        var old = new Dictionary<RegistryKey, UnitObservation>();
        for (var step = 0; step < 150 && run.State.IsUnderWay; step++)
        {
            // Clocks also jump back.
            run.Now += TimeSpan.FromSeconds(random.Next(50) == 0 ? -30 : random.Next(0, 300));
            foreach (var key in run.Fleet.Keys.ToList()) Disturb(run, key, random, calm, old);
            if (run.State is { Plan.NewMembers: MemberPolicy.Append, IsRunning: true, IsRollingBack: false } && random.Next(30) == 0 && run.State.UnitOf(Key(100 + step)) is null)
                run.Join(run.Plan.Stages[random.Next(run.Plan.Stages.Length)].Name, Newcomer(100 + step));
            Command(run, random);
            if (random.Next(3) > 0) run.Answer(random.Next(3) == 0 ? "3 alerts fire" : null);
            run.Step(random.Next(4) == 0 ? random.Next(0, 4) : null);
            Check(run);
        }
        return run.State;
    }

    /// <param name="old">What was told of each some time ago, and may arrive once more.</param>
    private static void Disturb(RolloutRun run, RegistryKey key, Random random, bool calm, Dictionary<RegistryKey, UnitObservation> old)
    {
        if (run.Fleet[key] is not { } seen) return;
        if (random.Next(3) == 0) old[key] = seen;
        switch (calm ? random.Next(2) : random.Next(16))
        {
            case 11 when old.TryGetValue(key, out var late):
                run.Fleet[key] = late;
                break;
            case 12 when random.Next(100) == 0:
                // Its claim is of a time that the log knows nothing of.
                run.Lose(key, random.Next(1, 4));
                break;
            case < 5:
                run.Arrive(key);
                break;
            case 5:
                run.Arrive(key, healthy: false);
                break;
            case 6:
                run.Fleet[key] = seen with { IsLive = !seen.IsLive };
                break;
            case 7:
                run.Fleet[key] = seen with { IsLive = true };
                break;
            case 8 when random.Next(20) == 0:
                run.Fleet[key] = null;
                break;
            case 9 when random.Next(20) == 0:
                run.Fleet[key] = seen with { Uid = "another" };
                break;
            case 10 when random.Next(10) == 0:
                run.Fleet[key] = seen with { TargetVersion = "3.7.9", OnTarget = false };
                break;
        }
    }

    private static void Command(RolloutRun run, Random random)
    {
        var (state, now) = (run.State, run.Now);
        switch (random.Next(12))
        {
            case 0 when state is { Phase: RolloutPhase.Paused, IsAborting: false }:
                foreach (var unit in state.Units.Values.Where(unit => unit.HasFailed && (unit.Returns || !state.IsRollingBack))) run.Append(new RolloutEvent.Reopened(now, unit.Unit.Key, "jane"));
                run.Append(new RolloutEvent.Resumed(now, "jane"));
                break;
            case 1 when state.IsRunning && random.Next(4) == 0:
                run.Append(new RolloutEvent.Paused(now, "jane", "wait"));
                break;
            case 7 when random.Next(8) == 0 && state is { IsUnderWay: true, IsRollingBack: false } && RolloutCommands.Decide(state, new RolloutCommand(RolloutVerb.Rollback, "jane", null), now, RolloutRun.NoWayBack) is CommandDecision.Accepted back:
                foreach (var item in back.Events) run.Append(item);
                break;
            case 2 when state.IsRunning && random.Next(30) == 0:
                run.Append(new RolloutEvent.Aborted(now, "jane", "stop"));
                break;
            case < 6 when state.Ended < state.Plan.Stages.Length:
                run.Append(new RolloutEvent.Approved(now, state.Plan.Stages[random.Next(state.Plan.Stages.Length)].Name, random.Next(2) == 0, random.Next(2) == 0 ? "joe" : "ann"));
                break;
        }
    }

    private static void Check(RolloutRun run)
    {
        Assert.Equal(run.Written.Count, run.Written.Distinct().Count());
        Assert.Null(RolloutOracle.Fault(run.Plan, run.Log));
        // Replay gives the same state, through the form in which it is stored.
        var stored = run.Log.Select(item => JsonSerializer.Deserialize<RolloutEvent>(JsonSerializer.Serialize(item))!).ToList();
        var replayed = RolloutState.Of(stored);
        Assert.Equal((run.State.Phase, run.State.Ended, run.State.Sequence), (replayed.Phase, replayed.Ended, replayed.Sequence));
        Assert.All(run.State.Units, unit =>
        {
            var again = replayed.Units[unit.Key];
            Assert.Equal(unit.Value.Unit.Members, again.Unit.Members);
            Assert.Equal(unit.Value, again with { Unit = unit.Value.Unit });
        });
    }
}
