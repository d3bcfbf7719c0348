using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Auditing;

/// <summary>How long the audit is kept.</summary>
/// <param name="Days">From 1 on; null for good.</param>
internal sealed record AuditKeeping(int? Days);

/// <summary>
/// Cuts off what is older than it is to be kept: says so in this server's chain first, so that a cut and a removed line are not the same, and
/// removes then. A cut that broke off is finished by the next look.
/// </summary>
internal sealed partial class AuditRetention(AuditKeeping keeping, AuditWriter audit, IAuditStore store, TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    private const string Action = "cutAudit";
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private sealed record Cut(DateTimeOffset Before, DateTimeOffset AsOf, string Hash);

    /// <summary>One look.</summary>
    public async Task LookAsync(int days, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (before, asOf) = (AuditCut.Before(now, days), now - AuditCut.Settled);
        if (await NewestAsync(cancellationToken) is { } newest && newest.Before >= before)
        {
            await store.CutAsync(await EndsAsync(newest.Before, newest.AsOf, cancellationToken), cancellationToken);
            return;
        }
        var old = await store.CountAsync(new AuditQuery(null, null, null, null, before, null, NewestFirst: false, 1), cancellationToken);
        var ends = await EndsAsync(before, asOf, cancellationToken);
        if (old == 0 || ends.Count == 0) return;
        var cut = new JsonObject { ["before"] = AuditWriter.Time(before), ["asOf"] = AuditWriter.Time(asOf), ["hash"] = AuditCut.Hash(ends) };
        await audit.WriteAsync(new AuditDraft(AuditDraft.CutOff, "server", new RequestFacts("local", "-", null, Action, null, null), Reason: $"older than {days} days", Cut: cut));
        await store.CutAsync(ends, cancellationToken);
        LogCut(before);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (keeping.Days is not { } days) return;
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
            {
                try
                {
                    await LookAsync(days, stoppingToken);
                }
#pragma warning disable CA1031 // what is kept too long is cut off by a later look
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogNotCut(e);
                }
#pragma warning restore CA1031
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task<Cut?> NewestAsync(CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(new AuditQuery(null, Action, null, null, null, null, NewestFirst: true, 1), cancellationToken);
        return rows is [var row] ? JsonNode.Parse(row.Line)!["cut"].Deserialize<Cut>(Web) : null;
    }

    /// <summary>Of the chains that do not begin with their first line any more once it is cut.</summary>
    private async Task<IReadOnlyList<AuditEnd>> EndsAsync(DateTimeOffset before, DateTimeOffset asOf, CancellationToken cancellationToken) =>
    [
        .. (await store.ListFirstKeptAsync(before, asOf, cancellationToken)).Where(row => row.Sequence > 1)
            .Select(row => new AuditEnd(row.Chain, row.Sequence - 1, (string)JsonNode.Parse(row.Line)!["previous"]!)),
    ];

    [LoggerMessage(Level = LogLevel.Information, Message = "Cut off the audit from before {Before}")]
    private partial void LogCut(DateTimeOffset before);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit could not be cut; trying again later")]
    private partial void LogNotCut(Exception exception);
}
