using Fleet.Domain.Reconciliation;

namespace Fleet.Grains.Registries;

/// <summary>What the grain knows right now, for the pass that runs beside it.</summary>
internal sealed class LivePicture(RegistryPicture picture)
{
    private readonly Lock _gate = new();
    private RegistryPicture _current = picture;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>What the pass knew when it last decided. Written by the pass, read by the grain once the pass has ended.</summary>
    public PassInputs? Covered { get; set; }

    /// <summary>The picture, and a task that ends with the next one.</summary>
    public (RegistryPicture Current, Task Changed) Look()
    {
        lock (_gate) return (_current, _changed.Task);
    }

    public void Show(RegistryPicture picture)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (ReferenceEquals(picture, _current)) return;
            _current = picture;
            (changed, _changed) = (_changed, NewSignal());
        }
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
