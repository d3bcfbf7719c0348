using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace Fleet.Grains.Index;

/// <inheritdoc cref="IFleetIndexGrain"/>
/// <remarks>Holds no durable state: an activating shard asks its clusters, which ask their registries.</remarks>
internal sealed partial class FleetIndexGrain : Grain, IFleetIndexGrain
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    private readonly IClusterDirectory _directory;
    private readonly ILogger<FleetIndexGrain> _logger;
    private readonly ObserverManager<IFleetObserver> _observers;
    private readonly Dictionary<ClusterName, Numbered<ClusterSummary>> _clusters = [];
    private readonly Dictionary<RegistryKey, Numbered<RegistrySummary>> _registries = [];
    private readonly long _epoch;
    private long _version;

    public FleetIndexGrain(IClusterDirectory directory, TimeProvider time, ILogger<FleetIndexGrain> logger)
    {
        (_directory, _logger) = (directory, logger);
        _epoch = time.GetUtcNow().UtcTicks;
        _observers = new ObserverManager<IFleetObserver>(FleetIndexShards.SubscriptionLease, logger);
    }

    private int Shard => (int)this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A timer, not a call from here: activation must not wait for other grains.
        AskAfter(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public Task ReportCluster(Numbered<ClusterSummary> report)
    {
        var name = report.Value.Name;
        if (_clusters.TryGetValue(name, out var known) && !report.IsNewerThan(known.Epoch, known.Sequence)) return Task.CompletedTask;
        _clusters[name] = report;
        return Publish(cluster: report.Value);
    }

    public Task ReportRegistry(Numbered<RegistrySummary> report)
    {
        var key = report.Value.Key;
        if (_registries.TryGetValue(key, out var known) && !report.IsNewerThan(known.Epoch, known.Sequence)) return Task.CompletedTask;
        _registries[key] = report;
        return Publish(registry: report.Value);
    }

    public Task ForgetRegistry(RegistryKey registry, long epoch)
    {
        if (!_registries.TryGetValue(registry, out var known) || known.Epoch > epoch) return Task.CompletedTask;
        _registries.Remove(registry);
        return Publish(removedRegistry: registry);
    }

    public async Task ForgetCluster(ClusterName cluster)
    {
        foreach (var registry in _registries.Keys.Where(key => key.Cluster == cluster).ToList())
        {
            _registries.Remove(registry);
            await Publish(removedRegistry: registry);
        }
        if (_clusters.Remove(cluster)) await Publish(removedCluster: cluster);
    }

    public Task<FleetSnapshot> Subscribe(IFleetObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.FromResult(new FleetSnapshot(
            Shard, _epoch, _version, [.. _clusters.Values.Select(c => c.Value)], [.. _registries.Values.Select(r => r.Value)]));
    }

    public Task<ShardPosition?> Renew(IFleetObserver observer)
    {
        if (!_observers.Observers.ContainsKey(observer)) return Task.FromResult<ShardPosition?>(null);
        _observers.Subscribe(observer, observer);
        return Task.FromResult<ShardPosition?>(new ShardPosition(_epoch, _version));
    }

    public Task Unsubscribe(IFleetObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private Task Publish(
        ClusterSummary? cluster = null, RegistrySummary? registry = null, ClusterName? removedCluster = null, RegistryKey? removedRegistry = null)
    {
        var delta = new FleetDelta(Shard, _epoch, ++_version, cluster, registry, removedCluster, removedRegistry);
        return _observers.Notify(observer => observer.OnDelta(delta));
    }

    private void AskAfter(TimeSpan pause) => this.RegisterGrainTimer(AskClusters, new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan));

    private async Task AskClusters(CancellationToken cancellationToken)
    {
        try
        {
            var mine = (await _directory.ListAsync(cancellationToken)).Where(name => FleetIndexShards.Of(name) == Shard).ToImmutableArray();
            // One-way: it waits for none of them.
            await Task.WhenAll(mine.Select(name => GrainFactory.GetGrain<IClusterGrain>(name.ToString()).ResendSummaries()));
            LogAsked(mine.Length, Shard);
        }
#pragma warning disable CA1031 // a store that is away for a while must not leave the shard without its registries
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAsked(e, Shard);
            AskAfter(AskAgain);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} could not ask its clusters for their summaries, and will again")]
    private partial void LogNotAsked(Exception exception, int shard);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Shard {Shard} asked its {Count} clusters for their summaries")]
    private partial void LogAsked(int count, int shard);
}
