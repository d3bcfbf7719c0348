using Microsoft.Extensions.Logging;

namespace Fleet.Kubernetes.Requests;

internal sealed partial class RequestSender
{
    [LoggerMessage(LogLevel.Debug, "{Cluster}: {Verb} {Path} answered {Code} after {Milliseconds} ms.")]
    private partial void LogSent(string verb, string path, int code, double milliseconds, string cluster);
}
