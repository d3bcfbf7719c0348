using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Auditing;

/// <summary>
/// Puts refused requests into the audit, the same ones counted together, so that whoever knocks in a loop fills neither memory nor store.
/// Nothing is acknowledged here, so they are written a moment later.
/// </summary>
internal sealed partial class DeniedAttempts(AuditWriter audit, TimeProvider time, ILogger<DeniedAttempts> logger) : BackgroundService
{
    /// <summary>Different attempts in one period; the rest is counted as one.</summary>
    public const int Most = 50;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private static readonly AuditDraft Rest = new(
        AuditDraft.Denied, "various", new RequestFacts("various", "-", null, null, null, null), Reason: "more different attempts than are kept apart");

    private readonly Lock _gate = new();
    private Dictionary<AuditDraft, int> _counts = [];

    public void Report(RequestFacts facts, string actor, int status, string reason)
    {
        // Of those without a name only the address tells them apart: paths are theirs to choose.
        var kept = actor == "anonymous" ? facts with { Resource = null, Trace = null } : facts with { Trace = null };
        var draft = new AuditDraft(AuditDraft.Denied, actor, kept, Status: status, Reason: reason);
        lock (_gate)
        {
            var key = _counts.ContainsKey(draft) || _counts.Count < Most ? draft : Rest;
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Writes what was counted since the last time.</summary>
    public async Task FlushAsync()
    {
        Dictionary<AuditDraft, int> counted;
        lock (_gate) (counted, _counts) = (_counts, []);
        try
        {
            await Task.WhenAll(counted.Select(attempt => audit.WriteAsync(attempt.Key with { Count = attempt.Value })));
        }
        catch (AuditUnavailableException)
        {
            LogLost(counted.Values.Sum());
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync();
        }
        catch (OperationCanceledException)
        {
            // The process ends; StopAsync writes the rest.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} refused requests are not in the audit, which cannot be written")]
    private partial void LogLost(int count);
}
