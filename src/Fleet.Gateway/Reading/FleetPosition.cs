using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Hashing;
using Fleet.Grains.Index;

namespace Fleet.Gateway.Reading;

/// <summary>
/// How far a watcher has come, in the numbering of the index, which all gateways share. Signs of life move no clock of the index, so the time says what
/// the watcher was told about freshness.
/// </summary>
/// <param name="Epochs">Of all shards, hashed: a shard that was activated anew numbers anew.</param>
/// <param name="Versions">By shard number.</param>
internal sealed record FleetPosition(uint Epochs, DateTimeOffset At, ImmutableArray<long> Versions)
{
    public static FleetPosition Of(FleetPicture picture, DateTimeOffset at)
    {
        var epochs = new byte[picture.Positions.Length * sizeof(long)];
        foreach (var (shard, position) in picture.Positions.Index()) BinaryPrimitives.WriteInt64LittleEndian(epochs.AsSpan(shard * sizeof(long)), position?.Epoch ?? 0);
        return new FleetPosition(XxHash32.HashToUInt32(epochs), at, [.. picture.Positions.Select(position => position?.Version ?? 0)]);
    }

    /// <summary>The one after a change was told.</summary>
    public FleetPosition After(NumberedChange change, DateTimeOffset at) =>
        change.Completes is { } reached ? this with { At = at, Versions = Versions.SetItem(reached.Shard, reached.Version) } : this with { At = at };

    public override string ToString() =>
        $"{Epochs.ToString("x8", CultureInfo.InvariantCulture)}/{At.ToUnixTimeSeconds().ToString("x", CultureInfo.InvariantCulture)}/{string.Join('.', Versions.Select(version => version.ToString("x", CultureInfo.InvariantCulture)))}";

    /// <summary>Null for what no gateway of this version has written.</summary>
    public static FleetPosition? TryParse(string? text)
    {
        if (text?.Split('/') is not [var epochs, var at, var versions]
            || !uint.TryParse(epochs, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            || Number(at) is not ({ } seconds and <= 253402300799)) // the last second of DateTimeOffset
            return null;
        var numbers = versions.Split('.').Select(Number).ToList();
        return numbers.Count == FleetIndexShards.Count && !numbers.Contains(null)
            ? new FleetPosition(hash, DateTimeOffset.FromUnixTimeSeconds(seconds), [.. numbers.Select(number => number!.Value)])
            : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;
}
