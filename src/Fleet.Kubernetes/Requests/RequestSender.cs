using System.Net.Sockets;
using System.Security.Authentication;
using Fleet.Kubernetes.Connections;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Fleet.Kubernetes.Requests;

/// <summary>Sends requests: waits for the cluster's rate limit, retries what may be retried, counts, and turns every failure into a value.</summary>
internal sealed partial class RequestSender : IDisposable
{
    private readonly KubernetesApiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RequestPacer _pacer;
    private readonly ResiliencePipeline<KubernetesResult<byte[]>> _retries;
    private ClusterTransport _transport;

    public RequestSender(ClusterConnectionSettings settings, KubernetesApiOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _pacer = new RequestPacer(options.RequestsPerSecond, options.Burst, options.LongestQueueWait, time);
        _transport = new ClusterTransport(settings, options, time);
        _retries = Retries(options, time);
    }

    /// <summary>Requests in flight on the old credentials are cut; those that may be repeated are, with the new ones.</summary>
    public void Rotate(ClusterConnectionSettings settings) =>
        Interlocked.Exchange(ref _transport, new ClusterTransport(settings, _options, _time)).Dispose();

    public void Dispose() => _transport.Dispose();

    /// <summary>The whole body of a 2xx answer.</summary>
    public async Task<KubernetesResult<byte[]>> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        KubernetesError? lastError = null;
        try
        {
            if (!request.Retried) return await AttemptAsync(request, both.Token);
            var context = ResilienceContextPool.Shared.Get(both.Token);
            context.Properties.Set(RepeatableKey, request.Repeatable);
            try
            {
                return await _retries.ExecuteAsync(
                    async attempt =>
                    {
                        var result = await AttemptAsync(request, attempt.CancellationToken);
                        lastError = result.ErrorOrNull;
                        return result;
                    },
                    context);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Between attempts the last failure says more than "too late".
            return lastError ?? new KubernetesError.TimedOut($"no answer to {request.Verb} within {_options.RequestTimeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>An open 2xx answer whose body streams; the caller disposes it. <paramref name="openWithin"/> covers the time to the headers.</summary>
    public async Task<KubernetesResult<HttpResponseMessage>> OpenAsync(ApiRequest request, TimeSpan openWithin, CancellationToken cancellation)
    {
        if (!await _pacer.WaitAsync(cancellation)) return QueueFull();
        using var deadline = new CancellationTokenSource(openWithin, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var (response, error) = await ExchangeAsync(request, both.Token);
            return response is null ? error! : new KubernetesResult<HttpResponseMessage>.Ok(response);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new KubernetesError.TimedOut($"no answer to {request.Verb} within {openWithin.TotalSeconds:0.#} s");
        }
    }

    private async Task<KubernetesResult<byte[]>> AttemptAsync(ApiRequest request, CancellationToken cancellation)
    {
        if (!await _pacer.WaitAsync(cancellation)) return QueueFull();
        if (!request.Gated || _options.WriteGate is not { } gate) return await CompleteAsync(request, cancellation);
        if (await gate.EnterAsync(cancellation) is { } closed) return closed;
        try
        {
            return await CompleteAsync(request, cancellation);
        }
        finally
        {
            gate.Exit();
        }
    }

    private async Task<KubernetesResult<byte[]>> CompleteAsync(ApiRequest request, CancellationToken cancellation)
    {
        var (response, error) = await ExchangeAsync(request, cancellation);
        if (response is null) return error!;
        using (response)
        {
            try
            {
                return new KubernetesResult<byte[]>.Ok(await response.Content.ReadAsByteArrayAsync(cancellation));
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException)
            {
                return Unreachable(e);
            }
        }
    }

    private async Task<(HttpResponseMessage? Response, KubernetesError? Error)> ExchangeAsync(ApiRequest request, CancellationToken cancellation)
    {
        using var span = KubernetesTraces.Start(_options.Cluster, request);
        var started = _time.GetTimestamp();
        var (code, refused) = (0, (KubernetesError?)null);
        try
        {
            var transport = Volatile.Read(ref _transport);
            var response = await transport.SendAsync(request.Method, request.Path, request.Accept, request.Body, request.ContentType, cancellation);
            code = (int)response.StatusCode;
            if (response.IsSuccessStatusCode) return (response, null);
            using (response)
            {
                var body = await response.Content.ReadAsByteArrayAsync(cancellation);
                return (null, refused = StatusReading.FromAnswer(response.StatusCode, body, RetryAfter(response)));
            }
        }
        catch (ExecCredentialException e)
        {
            return (null, refused = new KubernetesError.Unauthorised(e.Message));
        }
        // A bare SocketException comes from a connection reset between connect and TLS; a disposed transport from rotated credentials.
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException)
        {
            return (null, refused = Unreachable(e));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, refused = new KubernetesError.Unreachable("the connection was closed while credentials were replaced"));
        }
        finally
        {
            var duration = _time.GetElapsedTime(started);
            KubernetesTraces.End(span, code, refused);
            KubernetesMetrics.Sent(_options.Cluster, request.Verb, code, duration);
            LogSent(request.Verb, request.Path, code, duration.TotalMilliseconds, _options.Cluster);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };

    private KubernetesError.Throttled QueueFull() =>
        new($"the fleet's limit of {_options.RequestsPerSecond:0.#} requests per second for this cluster is used up", _options.LongestQueueWait);

    private static KubernetesError.Unreachable Unreachable(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            if (cause is AuthenticationException)
                return new KubernetesError.Unreachable($"TLS: {cause.Message}");
        var text = e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message} {inner.Message}" : e.Message;
        return new KubernetesError.Unreachable(text);
    }

    private static readonly ResiliencePropertyKey<bool> RepeatableKey = new("repeatable");

    private static ResiliencePipeline<KubernetesResult<byte[]>> Retries(KubernetesApiOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<KubernetesResult<byte[]>> { TimeProvider = time };
        if (options.Retries == 0) return builder.Build();
        return builder.AddRetry(new RetryStrategyOptions<KubernetesResult<byte[]>>
        {
            MaxRetryAttempts = options.Retries,
            Delay = options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(MayRetry(arguments.Outcome.Result?.ErrorOrNull, arguments.Context, options)),
            // Null leaves the exponential delay.
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Result?.ErrorOrNull as KubernetesError.Throttled)?.RetryAfter),
        }).Build();
    }

    private static bool MayRetry(KubernetesError? error, ResilienceContext context, KubernetesApiOptions options) => error switch
    {
        // Refused before it was carried out, so even a create may be repeated.
        KubernetesError.Throttled throttled => (throttled.RetryAfter ?? TimeSpan.Zero) <= options.LongestRetryAfter,
        KubernetesError.ServerError or KubernetesError.Unreachable => context.Properties.GetValue(RepeatableKey, false),
        _ => false,
    };
}
