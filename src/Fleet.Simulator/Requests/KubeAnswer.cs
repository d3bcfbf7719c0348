namespace Fleet.Simulator.Requests;

/// <summary>What a simulated API server answers.</summary>
public abstract record KubeAnswer(int Code)
{
    /// <param name="RetryAfter">Seconds, for the header of that name.</param>
    public sealed record Json(int Code, ReadOnlyMemory<byte> Body, int? RetryAfter = null) : KubeAnswer(Code);

    /// <summary>An open watch: one JSON object per item, to be written as a line each, until the enumeration ends.</summary>
    public sealed record Watch(Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> Lines) : KubeAnswer(200);
}
