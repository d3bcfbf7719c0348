namespace Fleet.Domain.Sharing;

/// <summary>
/// Gives one of several equal values, so that what is read again and again is held once. It remembers so many, and of two that fall on one place the later;
/// what it does not remember is merely held twice. Safe from any thread.
/// </summary>
/// <param name="places">How many it remembers.</param>
public sealed class SharedValues<T>(int places) where T : class, IEquatable<T>
{
    private readonly T?[] _places = new T?[places];

    /// <summary>The value, or an equal one that was seen before.</summary>
    public T Share(T value)
    {
        ref var place = ref _places[(uint)value.GetHashCode() % (uint)_places.Length];
        if (Volatile.Read(ref place) is { } known && known.Equals(value)) return known;
        Volatile.Write(ref place, value);
        return value;
    }
}
