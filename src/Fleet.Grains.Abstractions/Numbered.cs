namespace Fleet.Grains;

/// <summary>
/// A summary on its way up. Receivers keep the newest and acknowledge it; senders repeat the newest until it is acknowledged, so that
/// neither loss nor reordering shows.
/// </summary>
/// <param name="Epoch">Grows with every activation of the sender (its activation time in ticks), so that a restarted sender wins.</param>
/// <param name="Sequence">Grows with every summary of one activation.</param>
[GenerateSerializer, Immutable]
public readonly record struct Numbered<T>([property: Id(0)] long Epoch, [property: Id(1)] long Sequence, [property: Id(2)] T Value)
{
    public bool IsNewerThan(long epoch, long sequence) => Epoch > epoch || (Epoch == epoch && Sequence > sequence);
}
