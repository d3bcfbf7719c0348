using Orleans.Storage;

namespace Fleet.Grains.Registries;

/// <summary>
/// Writes state that is a cache: a store that is away for a while costs nothing but a later write, and the grain goes on with what it knows.
/// </summary>
internal static class CachedState
{
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <returns>False when it has to be tried again.</returns>
    /// <exception cref="InconsistentStateException">Another activation has written: this one is left behind, and ends.</exception>
    public static async Task<bool> TryWriteAsync<T>(IPersistentState<T> state, Grain grain, Action<Exception> failed, CancellationToken cancellationToken)
    {
        try
        {
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
