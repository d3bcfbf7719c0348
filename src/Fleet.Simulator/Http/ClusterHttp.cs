using Fleet.Simulator.Faults;
using Fleet.Simulator.Identity;
using Fleet.Simulator.Requests;
using Microsoft.AspNetCore.Http;

namespace Fleet.Simulator.Http;

/// <summary>Carries one HTTP request to a simulated cluster and its answer back, and plays the faults that only a network has.</summary>
internal static class ClusterHttp
{
    public static async Task ServeAsync(SimulatedCluster cluster, string path, HttpContext context, SimulatorCertificates certificates)
    {
        if (cluster.Faults.Unreachable)
        {
            context.Abort();
            return;
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, cluster.Faults.Lost);
        var cancellation = end.Token;
        try
        {
            var answer = await AnswerAsync(cluster, path, context, certificates, cancellation);
            if (answer is null) context.Abort();
            else await WriteAsync(answer, context.Response, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Gone, or lost by order.
            if (!context.RequestAborted.IsCancellationRequested) context.Abort();
        }
        catch (ConnectionCutException)
        {
            context.Abort();
        }
    }

    /// <summary>Null when the connection is to be cut.</summary>
    private static async Task<KubeAnswer?> AnswerAsync(SimulatedCluster cluster, string path, HttpContext context, SimulatorCertificates certificates, CancellationToken cancellation)
    {
        var user = await UserAsync(cluster, context, certificates);
        if (user is null) return Refusals.Unauthorized().ToAnswer();
        var stale = false;
        foreach (var fault in cluster.Faults.On(context.Request.Method, ResourcePath.Parse(path)?.Plural))
            switch (fault)
            {
                case Fault.Latency latency:
                    await Task.Delay(latency.By, cluster.Time, cancellation);
                    break;
                case Fault.TooManyRequests busy:
                    return new RequestRefusedException(429, "TooManyRequests", "The server has received too many requests and has asked us to try again later").ToAnswer(busy.RetryAfterSeconds);
                case Fault.ServerError error:
                    return new RequestRefusedException(error.Code, "ServiceUnavailable", "the server is currently unable to handle the request").ToAnswer();
                case Fault.Expired:
                    return Refusals.Gone("The resourceVersion for the provided request is too old.").ToAnswer();
                case Fault.Cut:
                    return null;
                case Fault.Silence:
                    await Task.Delay(Timeout.InfiniteTimeSpan, cluster.Time, cancellation);
                    return null;
                case Fault.Stale when context.Request.Method == "GET":
                    stale = true;
                    break;
                case Fault.Stale:
                    break;
                default:
                    throw new InvalidOperationException($"Unknown fault {fault.GetType().Name}.");
            }
        return await cluster.HandleAsync(await ReadAsync(path, context, user, cancellation), cancellation, stale);
    }

    private static async Task<string?> UserAsync(SimulatedCluster cluster, HttpContext context, SimulatorCertificates certificates)
    {
        if (context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return cluster.Accounts.UserOf(header["Bearer ".Length..].Trim(), cluster.State);
        return await context.Connection.GetClientCertificateAsync() is { } certificate && certificates.Issued(certificate) ? Accounts.Admin : null;
    }

    private static async Task<KubeRequest> ReadAsync(string path, HttpContext context, string user, CancellationToken cancellation)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        return new KubeRequest(
            request.Method,
            path,
            request.Query.Count == 0 ? KubeRequest.NoQuery : request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()),
            body.ToArray(),
            request.ContentType,
            request.Headers.Accept.ToString(),
            user,
            request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : "unknown");
    }

    private static async Task WriteAsync(KubeAnswer answer, HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = answer.Code;
        response.ContentType = "application/json";
        switch (answer)
        {
            case KubeAnswer.Json json:
                if (json.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
                response.ContentLength = json.Body.Length;
                await response.Body.WriteAsync(json.Body, cancellation);
                break;
            case KubeAnswer.Watch watch:
                // The headers tell that it is open, events or not.
                await response.StartAsync(cancellation);
                await response.Body.FlushAsync(cancellation);
                await foreach (var line in watch.Lines(cancellation))
                {
                    await response.Body.WriteAsync(line, cancellation);
                    await response.Body.FlushAsync(cancellation);
                }
                break;
            default:
                throw new InvalidOperationException($"Unknown answer {answer.GetType().Name}.");
        }
    }
}
