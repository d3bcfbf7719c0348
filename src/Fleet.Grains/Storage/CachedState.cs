using Orleans.Storage;

namespace Fleet.Grains.Storage;

/// <summary>
/// State of a grain that is only a cache: written coalesced, and again later when the store does not take it. A store that is away costs nothing but
/// that; the grain goes on with what it knows. To be used in the grain's turns.
/// </summary>
/// <param name="failed">Told of every write that has to be repeated.</param>
/// <param name="prepare">Brings the state up to date before it is written; null when it always is.</param>
internal sealed class CachedState<T>(Grain grain, IPersistentState<T> state, Action<Exception> failed, Action? prepare = null)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private IGrainTimer? _due;

    /// <summary>Writes after <paramref name="delay"/>, unless that is about to happen anyway.</summary>
    public void StoreSoon(TimeSpan delay) =>
        _due ??= grain.RegisterGrainTimer(StoreAsync, new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan));

    /// <summary>Writes now.</summary>
    /// <exception cref="InconsistentStateException">Another activation has written: this one is left behind, and ends.</exception>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        Forget();
        if (!await TryStoreAsync(cancellationToken)) StoreSoon(RetryDelay);
    }

    /// <summary>Writes what is due, once: the grain is being put down.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_due is null) return;
        Forget();
        await TryStoreAsync(cancellationToken);
    }

    /// <summary>What is due is not written any more.</summary>
    public void Forget()
    {
        _due?.Dispose();
        _due = null;
    }

    private async Task<bool> TryStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            prepare?.Invoke();
            await state.WriteStateAsync(cancellationToken);
            return true;
        }
        catch (InconsistentStateException)
        {
            grain.DeactivateOnIdle();
            throw;
        }
#pragma warning disable CA1031 // whatever keeps the store from taking it, it is tried again
        catch (Exception e)
        {
            failed(e);
            return false;
        }
#pragma warning restore CA1031
    }
}
