using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Fleet.Domain.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Auditing;

/// <summary>
/// Adds lines to this server's chain, in batches: one writer, so that the order of the chain is the order of the store. The chain begins
/// with the ends of all chains it finds.
/// </summary>
internal sealed partial class AuditWriter(IAuditStore store, TimeProvider time, ILogger<AuditWriter> logger) : BackgroundService
{
    private const int LargestBatch = 128;
    private const int Waiting = 1024;

    /// <summary>A chain that finds more chains than this names those that grew last.</summary>
    private const int MostAnchors = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<Pending> _pending =
        Channel.CreateBounded<Pending>(new BoundedChannelOptions(Waiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Null when the store has to be asked where the chain ends: at the start, and after a failure that may have written.</summary>
    private AuditHead? _head;

    private sealed record Pending(AuditDraft Draft, TaskCompletionSource Done);

    /// <summary>This start's chain. Its name is the server's and the moment, so a restart begins another.</summary>
    public string Chain { get; } =
        $"{Environment.MachineName}-{Environment.ProcessId}-{time.GetUtcNow().UtcTicks.ToString("x", CultureInfo.InvariantCulture)}".ToLowerInvariant();

    /// <summary>Ends when the line is durable.</summary>
    /// <exception cref="AuditUnavailableException">It is not; whether it will be found nonetheless is open.</exception>
    public async Task WriteAsync(AuditDraft draft)
    {
        var pending = new Pending(draft, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_pending.Writer.TryWrite(pending)) throw AuditUnavailableException.NotWritten();
        await pending.Done.Task;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        if (ExecuteTask is { } running) await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>(LargestBatch);
        while (await _pending.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _pending.Reader.TryRead(out var pending)) batch.Add(pending);
            await AppendAsync(batch);
        }
    }

    private async Task AppendAsync(List<Pending> batch)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var rows = new List<AuditRow>(batch.Count + 1);
            var head = _head ?? await store.FindHeadAsync(Chain, patience.Token).WaitAsync(patience.Token) ?? await OpenAsync(rows, patience.Token);
            foreach (var pending in batch)
            {
                rows.Add(Next(head, pending.Draft, null));
                head = HeadOf(rows[^1]);
            }
            _head = null;
            await store.AppendAsync(rows, patience.Token).WaitAsync(patience.Token);
            _head = head;
            foreach (var pending in batch) pending.Done.TrySetResult();
        }
#pragma warning disable CA1031 // every writer of the batch is told, and refuses what it wanted to do
        catch (Exception e)
        {
            LogNotWritten(e, batch.Count);
            foreach (var pending in batch) pending.Done.TrySetException(AuditUnavailableException.NotWritten());
        }
#pragma warning restore CA1031
    }

    private async Task<AuditHead> OpenAsync(List<AuditRow> rows, CancellationToken cancellationToken)
    {
        var heads = await store.ListHeadsAsync(MostAnchors, cancellationToken).WaitAsync(cancellationToken);
        var anchors = new JsonArray();
        foreach (var head in heads)
            anchors.Add(new JsonObject { ["chain"] = head.Chain, ["sequence"] = head.Sequence, ["hash"] = head.Hash, ["at"] = Time(head.At) });
        var draft = new AuditDraft(AuditDraft.Opened, "server", new RequestFacts("local", "-", null, null, null, null));
        rows.Add(Next(new AuditHead(Chain, 0, AuditChain.Start, DateTimeOffset.MinValue), draft, anchors));
        return HeadOf(rows[^1]);
    }

    private AuditRow Next(AuditHead head, AuditDraft draft, JsonArray? anchors)
    {
        // A clock that goes back must not put a line before its predecessor.
        var now = time.GetUtcNow();
        // Both stores keep microseconds.
        now = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMicrosecond));
        var at = now > head.At ? now : head.At;
        var facts = draft.Facts;
        var line = new JsonObject
        {
            ["chain"] = Chain,
            ["sequence"] = head.Sequence + 1,
            ["previous"] = head.Hash,
            ["at"] = Time(at),
            ["stage"] = draft.Stage,
            ["actor"] = draft.Actor,
            ["source"] = facts.Source,
            ["method"] = facts.Method,
            ["route"] = facts.Route,
            ["action"] = facts.Action,
            ["resource"] = facts.Resource,
            ["request"] = draft.Request,
            ["status"] = draft.Status,
            ["reason"] = draft.Reason,
            ["count"] = draft.Count,
            ["trace"] = facts.Trace,
            ["before"] = draft.Before?.DeepClone(),
            ["after"] = draft.After?.DeepClone(),
            ["anchors"] = anchors,
            ["cut"] = draft.Cut?.DeepClone(),
        };
        foreach (var absent in line.Where(member => member.Value is null).Select(member => member.Key).ToList()) line.Remove(absent);
        var closed = AuditChain.Seal(line.ToJsonString(Plain));
        return new AuditRow(Chain, head.Sequence + 1, at, draft.Actor, facts.Action ?? "", facts.Resource ?? "", draft.Stage, closed.Hash, closed.Text);
    }

    private static AuditHead HeadOf(AuditRow row) => new(row.Chain, row.Sequence, row.Hash, row.At);

    internal static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} lines of the audit were not written; what they were about is refused")]
    private partial void LogNotWritten(Exception exception, int count);
}
