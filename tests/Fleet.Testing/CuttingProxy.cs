using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Fleet.Testing;

/// <summary>
/// A TCP proxy on loopback that misbehaves on command: it cuts connections, refuses new ones, stalls (half-open: everything stays
/// connected, nothing moves) or slows down.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private readonly int _targetPort;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flowing = Opened();
    private volatile bool _refusing;
    private long _delayTicks;
    private int _accepted;

    public CuttingProxy(int targetPort)
    {
        _targetPort = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections taken so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Resets every connection; new ones are welcome.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys) connection.Reset();
    }

    /// <summary>Cuts, and resets every new connection until <see cref="Restore"/>.</summary>
    public void Refuse()
    {
        _refusing = true;
        Cut();
    }

    /// <summary>Nothing moves any more, on old connections or new, and nobody is told.</summary>
    public void Stall() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Each piece of up to 16 KiB waits this long.</summary>
    public void Slow(TimeSpan delay) => Interlocked.Exchange(ref _delayTicks, delay.Ticks);

    /// <summary>All well again. What stalled flows on.</summary>
    public void Restore()
    {
        _refusing = false;
        Slow(TimeSpan.Zero);
        _flowing.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stopped.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            if (_refusing) Abort(client.Client);
            else _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            var connection = new Connection(client.Client, server.Client);
            _connections.TryAdd(connection, 0);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _targetPort, _stopped.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                connection.Reset();
            }
            finally
            {
                _connections.TryRemove(connection, out _);
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stopped.Token) is > 0 and var length)
            {
                await _flowing.Task.WaitAsync(_stopped.Token);
                var delay = TimeSpan.FromTicks(Interlocked.Read(ref _delayTicks));
                if (delay > TimeSpan.Zero) await Task.Delay(delay, TimeProvider.System, _stopped.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stopped.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut; the other direction ends with this one.
        }
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0); // a reset, not an orderly end
            socket.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It ended by itself.
        }
    }

    private sealed class Connection(Socket client, Socket server)
    {
        public void Reset()
        {
            Abort(client);
            Abort(server);
        }
    }
}
