using System.Runtime.CompilerServices;
using Fleet.Simulator.Discovery;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Identity;
using Fleet.Simulator.Requests;
using Fleet.Simulator.Store;
using Microsoft.Extensions.Logging;

namespace Fleet.Simulator;

/// <summary>
/// A cluster's API server, without the network: what a real one of its version answers for the kinds and requests the fleet uses, and 501
/// for everything else. Thread-safe.
/// </summary>
public sealed partial class SimulatedCluster
{
    private readonly Lock _writing = new();
    private readonly IClusterJournal? _journal;
    private readonly ILogger _logger;
    private volatile ClusterState _state;
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ClusterState? _hanging;
    private TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="journal">Null for a cluster that is forgotten with the process.</param>
    public SimulatedCluster(SimulatedClusterOptions options, ClusterImage image, TimeProvider time, ILogger logger, IClusterJournal? journal = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        (Options, Time, _logger, _journal) = (options, time, logger, journal);
        _state = image.State;
        History = new EventHistory(Math.Max(1, options.HistoryLength));
        // What happened before it was opened nobody remembers, as after a restart of a real one.
        History.Forget(_state.Version - 1);
        Accounts = new Accounts(options.AdminToken ?? Accounts.NewToken());
        Faults = new FaultPlan();
        Faults.Cleared += () =>
        {
            _hanging = null;
            Interlocked.Exchange(ref _hangs, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        };
    }

    public SimulatedClusterOptions Options { get; }

    public Accounts Accounts { get; }

    public FaultPlan Faults { get; }

    /// <summary>What it holds now.</summary>
    public ClusterState State => _state;

    /// <summary>Ends when somebody has begun to watch it.</summary>
    public Task Watched => _watched.Task;

    internal TimeProvider Time { get; }

    internal EventHistory History { get; }

    /// <summary>Raised for every change, in order, while nothing else can be written: handlers return at once.</summary>
    public event Action<ClusterEvent>? Changed;

    /// <summary>Replays what a journal kept. Before anybody asks.</summary>
    /// <param name="after">Null for an object that is gone.</param>
    public void Restore(string resource, ObjectName name, StoredObject? after, long version)
    {
        lock (_writing)
        {
            var state = after is null ? _state.Remove(resource, name, version) : _state.Put(after);
            state = state with { Version = Math.Max(_state.Version, version) };
            _state = resource == Kinds.BuiltInKinds.Crds ? StateKinds.Refresh(state) : state;
            History.Forget(_state.Version);
        }
    }

    /// <summary>Makes every watch and every page of a list start afresh, as a compaction and restart of a real server do.</summary>
    public void ForgetHistory()
    {
        lock (_writing) History.Forget(_state.Version);
    }

    /// <summary>Answers a request. Throws only when cancelled.</summary>
    /// <param name="stale">Reads show the state that the first stale read found, and watches nothing, until the faults are cleared.</param>
    public async Task<KubeAnswer> HandleAsync(KubeRequest request, CancellationToken cancellation, bool stale = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            if (!stale) return await AnswerAsync(request, _state, cancellation);
            var over = _hangs.Task;
            var answer = await AnswerAsync(request, _hanging ??= _state, cancellation);
            return answer is KubeAnswer.Watch watch ? new KubeAnswer.Watch(ended => OnceOverAsync(over, watch, ended)) : answer;
        }
        catch (RequestRefusedException refused)
        {
            if (refused.Code == 501) LogNotImplemented(Options.Name, request.Method, request.Path, refused.Message);
            return refused.ToAnswer();
        }
        catch (NotSupportedException unknown)
        {
            LogNotImplemented(Options.Name, request.Method, request.Path, unknown.Message);
            return Refusals.NotImplemented(unknown.Message).ToAnswer();
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OnceOverAsync(
        Task over, KubeAnswer.Watch watch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await over.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await foreach (var line in watch.Lines(cancellation)) yield return line;
    }

    private async Task<KubeAnswer> AnswerAsync(KubeRequest request, ClusterState state, CancellationToken cancellation)
    {
        if (request.Method == "GET" && DiscoveryDocuments.Answer(request.Path, state, Options.KubernetesVersion) is { } document)
            return Answers.Of(200, document);
        if (request.Path.Trim('/') is "healthz" or "readyz" or "livez") return Answers.Of(200, "ok");
        if (AccessReview.Answer(request, state) is { } reviewed) return reviewed;
        var path = ResourcePath.Parse(request.Path);
        if (path is null || !state.TryKind(path.Group, path.Version, path.Plural, out var kind)) throw Refusals.NotServed();
        var call = new ResourceCall(this, request, path, kind);
        call.Authorize(state);
        if (call.IsWatch) _watched.TrySetResult();
        return request.Method == "GET" ? Reading.Answer(call, state) : await Writing.AnswerAsync(call, cancellation);
    }

    /// <summary>Runs a write against the newest state and takes over what it changed. Ends when the journal has it.</summary>
    internal async Task<T> WriteAsync<T>(Func<WriteTurn, T> work, bool dryRun)
    {
        var kept = new List<Task>();
        T result;
        lock (_writing)
        {
            var turn = new WriteTurn(_state, Options.Marker, Time.GetUtcNow());
            result = work(turn);
            if (dryRun || turn.Events.Count == 0) return result;
            _state = turn.State;
            foreach (var change in turn.Events)
            {
                if (_journal?.KeepAsync(change.Resource, change.Name, change.After, change.Version) is { } keeping) kept.Add(keeping);
                History.Add(change);
                Changed?.Invoke(change);
            }
        }
        await Task.WhenAll(kept);
        return result;
    }

    [LoggerMessage(LogLevel.Warning, "Simulated cluster {Cluster}: {Method} {Path}: {Problem}")]
    private partial void LogNotImplemented(string cluster, string method, string path, string problem);
}
