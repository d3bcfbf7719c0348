using System.Security.Cryptography;

namespace Fleet.Simulator.Faults;

#pragma warning disable CA1001 // the source holds no handle and no timer: there is nothing to let go of
/// <summary>The faults ordered for a cluster. Thread-safe; may be changed at any time.</summary>
public sealed class FaultPlan
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private readonly List<(FaultTarget Target, Fault Fault, int[] Hits)> _orders = [];
    private Func<double> _draw = () => RandomNumberGenerator.GetInt32(1 << 24) / (double)(1 << 24);
    private (double Drop, double Delay, double Cut) _events;
    private CancellationTokenSource _lost = new();

    /// <summary>Raised by <see cref="Clear"/>.</summary>
    internal event Action? Cleared;

    /// <summary>Watch events whose fate was drawn since faults of events were first ordered.</summary>
    public int EventsDecided { get; private set; }

    /// <summary>The cluster's address answers nobody, and open connections are cut.</summary>
    public bool Unreachable { get; private set; }

    /// <summary>Cancelled when the cluster becomes unreachable.</summary>
    internal CancellationToken Lost
    {
        get
        {
            lock (_gate) return _lost.Token;
        }
    }

    /// <summary>Takes random choices, 0 to below 1, from a generator of the caller's, so that a run can be repeated.</summary>
    public void DrawFrom(Func<double> draw)
    {
        lock (_gate) _draw = draw;
    }

    public void Order(Fault fault, FaultTarget? target = null)
    {
        lock (_gate) _orders.Add((target ?? new FaultTarget(), fault, [0]));
    }

    /// <summary>Shares of the watch events, 0 to 1, that are dropped, that come late, and in the middle of which the connection is cut.</summary>
    public void OrderEvents(double drop = 0, double delay = 0, double cut = 0)
    {
        lock (_gate) _events = (drop, delay, cut);
    }

    public void Lose()
    {
        CancellationTokenSource lost;
        lock (_gate)
        {
            Unreachable = true;
            lost = _lost;
        }
        // Outside the lock: what it cuts may ask for faults.
        lost.Cancel();
    }

    /// <summary>Everything goes well again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _orders.Clear();
            _events = default;
            Unreachable = false;
            if (_lost.IsCancellationRequested) _lost = new CancellationTokenSource();
        }
        Cleared?.Invoke();
    }

    internal IReadOnlyList<Fault> On(string method, string? plural)
    {
        lock (_gate)
        {
            if (_orders.Count == 0) return [];
            var hit = new List<Fault>();
            foreach (var (target, fault, hits) in _orders)
            {
                if ((target.Method is not null && target.Method != method) || (target.Plural is not null && target.Plural != plural)) continue;
                if (hits[0] >= target.Times || _draw() >= target.Share) continue;
                hits[0]++;
                hit.Add(fault);
            }
            return hit;
        }
    }

    internal EventFate OnEvent()
    {
        lock (_gate)
        {
            if (_events == default) return EventFate.Deliver;
            EventsDecided++;
            var drawn = _draw();
            if (drawn < _events.Drop) return EventFate.Drop;
            if (drawn < _events.Drop + _events.Delay) return EventFate.Delay;
            return drawn < _events.Drop + _events.Delay + _events.Cut ? EventFate.Cut : EventFate.Deliver;
        }
    }
}
