using System.Runtime.InteropServices;

namespace Fleet.Cli.Commands;

/// <summary>SIGINT and SIGTERM end what runs: as soon as it can be left, and after a while in any case. More of them change nothing.</summary>
internal sealed class Ending : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // As a shell says it of a program that was interrupted.
    private const int Interrupted = 130;

    // Not disposed: a signal may come at any moment.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _end = new();
#pragma warning restore CA2213
    private readonly PosixSignalRegistration[] _signals;
    private ITimer? _late;

    public Ending() => _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    public CancellationToken Token => _end.Token;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _late?.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _late ??= TimeProvider.System.CreateTimer(_ => Environment.Exit(Interrupted), null, Patience, Timeout.InfiniteTimeSpan);
        _end.Cancel();
    }
}
