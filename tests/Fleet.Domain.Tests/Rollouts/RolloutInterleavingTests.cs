using System.Collections.Immutable;
using System.Globalization;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Xunit;
using static Fleet.Domain.Tests.Rollouts.RolloutSample;

namespace Fleet.Domain.Tests.Rollouts;

/// <summary>
/// Two activations of one rollout, as a split cluster may have them for a while, in every order in which what they do can happen: reading the log,
/// deciding on what was read, appending, writing each claim, being lost and beginning anew, while registries arrive or fail meanwhile. The decisions,
/// the fold and the rules are the product's; the log appends only where it is expected to end, as the stores do.
/// </summary>
public sealed class RolloutInterleavingTests(ITestOutputHelper output)
{
    private static readonly RolloutPlan ThreeUnits = Plan(Stage("canary", [1, 2], concurrency: 2, budget: 1, minSuccess: "50%"), Stage("rest", [3]));

    [Fact]
    public void No_order_of_two_activations_claims_an_attempt_twice_or_overspends_the_budget()
    {
        var world = World.First(ThreeUnits);
        var (seen, open) = (new HashSet<string>(), new Stack<World>([world]));
        var ended = new HashSet<string>();
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next.Key())) continue;
            next.Check();
            if (RolloutState.Of(next.Log).Phase is var phase and (RolloutPhase.Succeeded or RolloutPhase.Paused)) ended.Add(phase.ToString());
            foreach (var follows in next.Next()) open.Push(follows);
        }
        output.WriteLine($"{seen.Count} situations");
        Assert.True(seen.Count > 1_000, $"only {seen.Count} situations were looked at");
        Assert.Equal(["Paused", "Succeeded"], ended.Order());
    }

    [Fact]
    public void No_order_of_two_activations_breaks_a_rule_when_a_rollback_begins_anywhere()
    {
        var (seen, open) = (new HashSet<string>(), new Stack<World>([World.First(Plan(Stage("canary", [1], budget: 0), Stage("rest", [2]))) with { Retries = 0, Rollbacks = 1 }]));
        var ended = new HashSet<string>();
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next.Key())) continue;
            next.Check();
            ended.Add(RolloutState.Of(next.Log).Phase.ToString());
            foreach (var follows in next.Next()) open.Push(follows);
        }
        output.WriteLine($"{seen.Count} situations");
        Assert.True(seen.Count > 1_000, $"only {seen.Count} situations were looked at");
        Assert.Contains(nameof(RolloutPhase.RolledBack), ended);
    }

    [Fact]
    public void Without_the_logs_check_some_order_claims_an_attempt_twice()
    {
        var (seen, open) = (new HashSet<string>(), new Stack<World>([World.First(ThreeUnits) with { Careless = true }]));
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next.Key())) continue;
            if (next.Fault() is not null) return;
            foreach (var follows in next.Next()) open.Push(follows);
        }
        Assert.Fail("an append that is not checked did no harm: these tests would not notice");
    }

    /// <param name="State">Null before it has read the log.</param>
    /// <param name="Decided">What it is about to append.</param>
    /// <param name="Lives">How often it may still be lost and begin anew.</param>
    private sealed record Activation(RolloutState? State, ImmutableArray<RolloutEvent> Decided, int Lives)
    {
        public static Activation New(int lives) => new(null, [], lives);

        public string Key() => $"{State?.Sequence.ToString(CultureInfo.InvariantCulture) ?? "-"}/{Decided.Length}/{Lives}";
    }

    /// <param name="Claims">The newest attempt that was written onto each registry.</param>
    /// <param name="Arrived">Attempts that are healthy on the target.</param>
    /// <param name="Failed">Attempts whose deadline passes before they are.</param>
    /// <param name="Retries">How often somebody may still ask for what failed to be tried again.</param>
    /// <param name="Careless">Appends wherever the log ends.</param>
    private sealed record World(
        ImmutableArray<RolloutEvent> Log,
        ImmutableArray<Activation> Activations,
        ImmutableSortedDictionary<string, int> Claims,
        ImmutableSortedSet<string> Arrived,
        ImmutableSortedSet<string> Failed,
        int Retries = 1,
        int Rollbacks = 0,
        bool Careless = false)
    {
        // Time passes as attempts fail, so that each fails by its deadline and none before.
        private DateTimeOffset Now => Noon.AddHours(Failed.Count);

        public static World First(RolloutPlan plan) => new(
            [new RolloutEvent.Planned(Noon, plan), new RolloutEvent.Started(Noon, "jane")],
            [Activation.New(1), Activation.New(0)],
            ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), [], []);

        private RolloutPlan Plan => ((RolloutEvent.Planned)Log[0]).Plan;

        public string Key() => string.Join('|',
            string.Join(',', Log.Skip(2).Select(item => item.ToString())),
            string.Join(',', Activations.Select(activation => activation.Key())),
            string.Join(',', Claims), string.Join(',', Arrived), string.Join(',', Failed), Retries, Rollbacks);

        public void Check() => Assert.Null(Fault());

        public string? Fault()
        {
            var claims = Log.OfType<RolloutEvent.Claimed>().Select(claim => (claim.Unit, claim.Attempt)).ToList();
            if (claims.Count != claims.Distinct().Count()) return "an attempt was claimed twice";
            if (Log.OfType<RolloutEvent.Behind>().Any()) return "an attempt was found that the log should have known: claims follow it";
            foreach (var (unit, attempt) in Claims)
                if (!claims.Contains((RegistryKey.Parse(unit), attempt))) return $"{unit} was asked for attempt {attempt}, which is not in the log";
            return RolloutOracle.Fault(Plan, Log);
        }

        public IEnumerable<World> Next()
        {
            for (var place = 0; place < Activations.Length; place++)
                foreach (var next in Act(place, Activations[place])) yield return next;
            foreach (var (unit, attempt) in Claims)
            {
                var name = Name(unit, attempt);
                if (Arrived.Contains(name) || Failed.Contains(name)) continue;
                yield return this with { Arrived = Arrived.Add(name) };
                yield return this with { Failed = Failed.Add(name) };
            }
        }

        private IEnumerable<World> Act(int place, Activation activation)
        {
            if (activation.Lives > 0 && activation.State is not null) yield return With(place, Activation.New(activation.Lives - 1));
            if (activation.State is not { } state)
            {
                yield return With(place, activation with { State = RolloutState.Of(Log) });
                yield break;
            }
            if (!activation.Decided.IsEmpty)
            {
                if (!Careless && state.Sequence != Log.Length)
                {
                    // Overtaken: it acts on nothing any more, and whoever comes next reads what was written.
                    yield return With(place, activation with { State = null, Decided = [] });
                    yield break;
                }
                var after = activation.Decided.Aggregate(state, (known, item) =>
                {
                    RolloutRules.Check(known, item);
                    return known.Apply(item);
                });
                yield return With(place, activation with { State = after, Decided = [] }) with { Log = [.. Log, .. activation.Decided] };
                yield break;
            }
            var decision = RolloutSteps.Decide(state, key => Observe(key), Now);
            if (!decision.Events.IsEmpty) yield return With(place, activation with { Decided = decision.Events });
            if (Retries > 0 && RolloutCommands.Decide(state, new RolloutCommand(RolloutVerb.Retry, "jane", null), Noon, _ => null) is CommandDecision.Accepted accepted)
                yield return With(place, activation with { Decided = accepted.Events }) with { Retries = Retries - 1 };
            if (Rollbacks > 0 && RolloutCommands.Decide(state, new RolloutCommand(RolloutVerb.Rollback, "jane", null), Now, _ => null) is CommandDecision.Accepted back)
                yield return With(place, activation with { Decided = back.Events }) with { Rollbacks = Rollbacks - 1 };
            // Each claim is a request of its own, which may take until long after somebody else went on.
            if (!state.IsRunning) yield break;
            foreach (var unit in state.Units.Values.Where(unit => unit is { Phase: UnitPhase.Claimed, TurnsRound: false } && unit.IsBack == state.IsRollingBack))
                if (Claims.GetValueOrDefault(unit.Unit.Key.ToString()) < unit.Attempt) yield return this with { Claims = Claims.SetItem(unit.Unit.Key.ToString(), unit.Attempt) };
        }

        private UnitObservation Observe(RegistryKey key)
        {
            var attempt = Claims.GetValueOrDefault(key.ToString());
            var there = Arrived.Contains(Name(key.ToString(), attempt));
            return new UnitObservation(
                $"uid-{key.Cluster.ToString()[2..]}", true, attempt > 0 ? Asked(key, attempt) : "3.7.10", there ? RolloutSteps.ClaimOf(Plan.Name, attempt) : null, there, there || attempt == 0, "", Attempt: attempt);
        }

        private string Asked(RegistryKey key, int attempt)
        {
            var isBack = Log.TakeWhile(item => item is not RolloutEvent.Claimed claim || claim.Unit != key || claim.Attempt != attempt).Any(item => item is RolloutEvent.RollbackBegan);
            return isBack ? "3.7.10" : Plan.Target;
        }

        private static string Name(string unit, int attempt) => $"{unit}#{attempt}";

        private World With(int place, Activation activation) => this with { Activations = Activations.SetItem(place, activation) };
    }
}
