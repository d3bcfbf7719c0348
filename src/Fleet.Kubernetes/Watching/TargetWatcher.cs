using System.Collections.Immutable;
using System.Diagnostics;
using Fleet.Domain.Projections;
using Fleet.Kubernetes.Connections;
using Fleet.Kubernetes.Discovery;
using Fleet.Kubernetes.Requests;
using Microsoft.Extensions.Logging;

namespace Fleet.Kubernetes.Watching;

/// <summary>Carries out what <see cref="WatchMachine"/> decides for one target.</summary>
internal sealed partial class TargetWatcher
{
    private readonly KubernetesApi _api;
    private readonly WatchTarget _target;
    private readonly WatchOptions _options;
    private readonly WatchOutlet _outlet;
    private readonly ProjectionRules _rules;
    private readonly ILogger _logger;
    private WatchState _state = WatchState.Initial;

    public TargetWatcher(KubernetesApi api, WatchTarget target, WatchOptions options, WatchOutlet outlet)
    {
        (_api, _target, _options, _outlet) = (api, target, options, outlet);
        _logger = api.Logger;
        _rules = new ProjectionRules(api.Options.FieldManager, target.MetadataOnly);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        // It outlives whatever started it.
        Activity.Current = null;
        WatchInput input = new WatchInput.Due();
        while (true)
        {
            var command = await StepAsync([input], cancellation) ?? throw new InvalidOperationException("A finished command leads to another.");
            input = command switch
            {
                WatchCommand.List list => await ListAsync(list.Next, cancellation),
                WatchCommand.Watch watch => await WatchAsync(watch.ResourceVersion, cancellation),
                WatchCommand.Wait wait => await WaitAsync(wait, cancellation),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }

    /// <summary>Takes inputs in order, tells the consumer, and returns the last command. Stops early at a command: the watch is over then.</summary>
    private async ValueTask<WatchCommand?> StepAsync(IReadOnlyList<WatchInput> inputs, CancellationToken cancellation)
    {
        var changes = ImmutableArray.CreateBuilder<WatchChange>();
        var before = _state;
        WatchCommand? command = null;
        foreach (var input in inputs)
        {
            var step = WatchMachine.Step(_target, _state, input);
            _state = step.State;
            changes.AddRange(step.Changes);
            command = step.Next;
            if (command is not null) break;
        }

        if (_outlet.Note(_target, _state) is { } health)
        {
            changes.Add(new WatchChange.HealthChanged(health));
            if (before.Condition != _state.Condition) LogCondition(_state.Error is null ? LogLevel.Debug : LogLevel.Information, _api.Options.Cluster, _target, _state.Condition, _state.Error ?? "");
        }

        await _outlet.TellAsync(changes, cancellation);
        return command;
    }

    private async Task<WatchInput> ListAsync(string? next, CancellationToken cancellation)
    {
        if (next is null) KubernetesMetrics.Relisted(_api.Options.Cluster);
        var resolved = await _api.ResolveAsync(_target.Kind, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var unresolved)) return new WatchInput.ListFailed(unresolved);
        var request = new ApiRequest("list", HttpMethod.Get, _api.ListPath(endpoint, _target.Namespace, _target.LabelSelector, next))
        {
            Accept = _target.MetadataOnly ? ApiRequest.MetadataOnlyList : ApiRequest.Json,
            Retried = false,
        };
        var result = await _api.SendAsync(request, body => ListPage.Read(body, _target.Kind, _rules), cancellation);
        if (!result.Succeeded(out var page, out var error)) return new WatchInput.ListFailed(error);
        _outlet.SignOfLife(_target);
        return page;
    }

    private async Task<WatchInput> WatchAsync(string position, CancellationToken cancellation)
    {
        var started = _api.Time.GetTimestamp();
        var end = await WatchOnceAsync(position, cancellation);
        LogEnded(_api.Options.Cluster, _target, end);
        return new WatchInput.Ended(end, _api.Time.GetElapsedTime(started) < _options.BriefWatch);
    }

    private async Task<WatchEnd> WatchOnceAsync(string position, CancellationToken cancellation)
    {
        var resolved = await _api.ResolveAsync(_target.Kind, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var unresolved)) return new WatchEnd.Refused(unresolved);
        var opened = await _api.OpenWatchAsync(WatchRequest(endpoint, position), _options.OpenTimeout, cancellation);
        if (!opened.Succeeded(out var response, out var error)) return new WatchEnd.Refused(error);
        using (response)
        {
            _outlet.SignOfLife(_target);
            await StepAsync([new WatchInput.Opened()], cancellation);
            var reader = new WatchReader(_target.Kind, _rules, _options.IdleLimit, _api.Time);
            return await reader.ReadAsync(await response.Content.ReadAsStreamAsync(cancellation), TakeAsync, cancellation);
        }

        async ValueTask<WatchEnd?> TakeAsync(IReadOnlyList<WatchInput> inputs)
        {
            _outlet.SignOfLife(_target);
            KubernetesMetrics.WatchEvents(_api.Options.Cluster, inputs.Count);
            // The end goes to the machine once, by WatchAsync, which knows how long the watch lasted.
            var events = inputs.TakeWhile(input => input is not WatchInput.Ended).ToList();
            await StepAsync(events, cancellation);
            return events.Count < inputs.Count ? ((WatchInput.Ended)inputs[events.Count]).End : null;
        }
    }

    private ApiRequest WatchRequest(ResourceEndpoint endpoint, string position)
    {
        var seconds = _options.ShortestWatch + ((_options.LongestWatch - _options.ShortestWatch) * _options.Roll());
        return new ApiRequest(
            "watch",
            HttpMethod.Get,
            $"{endpoint.CollectionPath(_target.Namespace)}?watch=1&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(position)}"
            + $"&timeoutSeconds={(int)Math.Max(1, seconds.TotalSeconds)}"
            + (string.IsNullOrEmpty(_target.LabelSelector) ? "" : $"&labelSelector={Uri.EscapeDataString(_target.LabelSelector)}"))
        {
            Accept = _target.MetadataOnly ? ApiRequest.MetadataOnly : ApiRequest.Json,
        };
    }

    private async Task<WatchInput> WaitAsync(WatchCommand.Wait wait, CancellationToken cancellation)
    {
        var range = wait.Cause switch
        {
            WaitCause.Transient => _options.Transient,
            WaitCause.Unauthorised => _options.Unauthorised,
            WaitCause.Forbidden => _options.Forbidden,
            WaitCause.NotServed => _options.NotServed,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var pause = range.Pause(wait.Attempt, _options.Roll());
        if (wait.AtLeast is { } atLeast && atLeast > pause) pause = atLeast;
        await _outlet.PauseAsync(pause, cancellation);
        return new WatchInput.Due();
    }
}
