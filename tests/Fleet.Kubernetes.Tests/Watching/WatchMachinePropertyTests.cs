using CsCheck;
using Fleet.Kubernetes.Requests;
using Fleet.Kubernetes.Watching;
using Xunit;

namespace Fleet.Kubernetes.Tests.Watching;

public class WatchMachinePropertyTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    [Fact]
    public void Whatever_happens_the_consumer_ends_with_the_servers_picture() =>
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, Names.Length - 1]).Array[0, 150].Sample(
            operations =>
            {
                var run = new Run();
                foreach (var (operation, name) in operations) run.Do(operation, Names[name]);
                run.Settle();
                return run.Picture.OrderBy(entry => entry.Key).SequenceEqual(run.Server.Objects.OrderBy(entry => entry.Key));
            },
            seed: "0000KOIPe036",
            iter: 5_000);

    private sealed class Run
    {
        private WatchState _state = WatchState.Initial;
        private WatchCommand? _command = new WatchCommand.Wait(WaitCause.Transient, 1);

        public ModelServer Server { get; } = new();

        public Dictionary<string, (string Uid, string Version)> Picture { get; } = [];

        public void Do(int operation, string name)
        {
            switch (operation)
            {
                case 0 or 1 or 2: Server.Write(name); break;
                case 3: Server.Delete(name); break;
                case 4: Server.Compact(); break;
                case 5: Fail(new KubernetesError.ServerError("no", 503)); break;
                case 6: Fail(new KubernetesError.NotServed("no")); break;
                case 7: Fail(new KubernetesError.Unauthorised("no")); break;
                case 8: EndWatch(new WatchEnd.Dropped("cut"), brief: true); break;
                case 9: EndWatch(new WatchEnd.Closed(), brief: false); break;
                case 10: EndWatch(new WatchEnd.Unreadable("?"), brief: true); break;
                case 11 when _command is null && Server.NextEvent(_state.Position!) is null: Take(new WatchInput.Bookmark(Server.Revision)); break;
                default: Advance(); break;
            }
        }

        /// <summary>Without further faults until the watch has nothing left to tell.</summary>
        public void Settle()
        {
            for (var step = 0; step < 1000; step++)
                if (!Advance())
                    return;
            throw new InvalidOperationException("It never settles.");
        }

        private bool Advance()
        {
            var input = _command switch
            {
                WatchCommand.List list => Server.List(list.Next),
                WatchCommand.Watch watch => Server.Watch(watch.ResourceVersion),
                WatchCommand.Wait => new WatchInput.Due(),
                _ => Server.NextEvent(_state.Position!),
            };
            if (input is not null) Take(input);
            return input is not null;
        }

        private void Fail(KubernetesError error)
        {
            if (_command is WatchCommand.List) Take(new WatchInput.ListFailed(error));
            else if (_command is WatchCommand.Watch) Take(new WatchInput.Ended(new WatchEnd.Refused(error), Brief: true));
            else Advance();
        }

        private void EndWatch(WatchEnd end, bool brief)
        {
            if (_command is null) Take(new WatchInput.Ended(end, brief));
            else Advance();
        }

        private void Take(WatchInput input)
        {
            var step = WatchMachine.Step(Observed.Target, _state, input);
            (_state, _command) = (step.State, step.Next);
            foreach (var change in step.Changes) Apply(change);
        }

        private void Apply(WatchChange change)
        {
            switch (change)
            {
                case WatchChange.Upserted { Object: var observed }:
                    var after = (observed.Uid, observed.ResourceVersion);
                    if (Picture.TryGetValue(observed.Key.Name, out var before) && (before == after || before.Uid != after.Uid))
                        throw new InvalidOperationException($"{before} was told again, or replaced without its deletion.");
                    Picture[observed.Key.Name] = after;
                    break;
                case WatchChange.Deleted deleted:
                    if (!Picture.Remove(deleted.Key.Name, out var known) || known.Uid != deleted.Uid)
                        throw new InvalidOperationException($"{deleted.Key} was deleted without having been told.");
                    break;
                default:
                    break;
            }
        }
    }
}
