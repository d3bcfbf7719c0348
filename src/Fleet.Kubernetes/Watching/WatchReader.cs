using System.Buffers;
using System.IO.Pipelines;
using Fleet.Domain.Projections;
using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Watching;

/// <summary>Splits a watch's answer into lines and reads each; notices silence.</summary>
internal sealed class WatchReader(ResourceKind kind, ProjectionRules rules, TimeSpan idleLimit, TimeProvider time)
{
    /// <summary>etcd takes objects of 1.5 MiB; a longer line is no event, and must not fill the memory.</summary>
    private const int LongestLine = 32 * 1024 * 1024;

    /// <summary>Returns when the watch is over.</summary>
    /// <param name="take">Is given what each read brought, and answers how the watch ended, if it did. While it runs, silence is not counted:
    /// a slow consumer is no dead server.</param>
    public async Task<WatchEnd> ReadAsync(Stream body, Func<IReadOnlyList<WatchInput>, ValueTask<WatchEnd?>> take, CancellationToken cancellation)
    {
        using var idle = new CancellationTokenSource(idleLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellation);
        // A quiet watch holds no buffer: a thousand clusters have tens of thousands of them.
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true, useZeroByteReads: true));
        try
        {
            while (true)
            {
                idle.CancelAfter(idleLimit);
                var result = await reader.ReadAsync(both.Token);
                idle.CancelAfter(Timeout.InfiniteTimeSpan);
                var inputs = new List<WatchInput>();
                var rest = ReadLines(result.Buffer, inputs);
                var tooLong = rest.Length > LongestLine;
                reader.AdvanceTo(rest.Start, rest.End);
                if (await take(inputs) is { } end) return end;
                if (tooLong) return new WatchEnd.Unreadable("a watch line is too long");
                if (result.IsCompleted) return rest.IsEmpty ? new WatchEnd.Closed() : new WatchEnd.Dropped("the watch ended within a line");
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            return new WatchEnd.Dropped(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return idle.IsCancellationRequested ? new WatchEnd.Silent() : new WatchEnd.Dropped("the connection was closed");
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private ReadOnlySequence<byte> ReadLines(ReadOnlySequence<byte> buffer, List<WatchInput> inputs)
    {
        var lines = new SequenceReader<byte>(buffer);
        while (lines.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
            if (!line.IsEmpty && WatchLine.Read(line, kind, rules) is { } input)
                inputs.Add(input);
        return lines.UnreadSequence;
    }
}
