namespace Fleet.Grains.Clusters;

/// <summary>
/// Lets only so many of a silo's clusters begin at once. Each begins with lists of everything and a first pass of all its registries; a
/// thousand of them together would be so slow that connections are taken for dead, and begin again. A cluster has begun when it is live and
/// wrote nothing for a moment; one that takes longer does not keep the others waiting.
/// </summary>
internal sealed class ClusterStarts(TimeProvider time) : IDisposable
{
    private const int PerProcessor = 6;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time;
    private readonly SemaphoreSlim _free = new(PerProcessor * Environment.ProcessorCount);

    /// <summary>Waits for the cluster's turn. Ended by disposing of it or, beside the caller, by <see cref="Turn.EndWhenBegunAsync"/>.</summary>
    public async Task<Turn> BeginAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return new Turn(this);
    }

    public void Dispose() => _free.Dispose();

    internal sealed class Turn(ClusterStarts starts) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) starts._free.Release();
        }

        /// <param name="live">Ends when all watches have shown what there is.</param>
        public async Task EndWhenBegunAsync(Task live, ClusterWriteGate gate, CancellationToken cancellation)
        {
            using (this)
            {
                using var limit = new CancellationTokenSource(Longest, starts._time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
                await live.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                for (var before = -1L; before != gate.Entered && !either.IsCancellationRequested;)
                {
                    before = gate.Entered;
                    await Task.Delay(Quiet, starts._time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }
}
