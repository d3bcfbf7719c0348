namespace Fleet.Simulator.Faults;

/// <summary>What goes wrong with a request.</summary>
public abstract record Fault
{
    private Fault() { }

    /// <summary>It is answered late.</summary>
    public sealed record Latency(TimeSpan By) : Fault;

    /// <summary>429 with Retry-After in whole seconds.</summary>
    public sealed record TooManyRequests(int RetryAfterSeconds = 1) : Fault;

    /// <summary>A 5xx answer.</summary>
    public sealed record ServerError(int Code = 503) : Fault;

    /// <summary>410, as for a version or a page that was compacted.</summary>
    public sealed record Expired : Fault;

    /// <summary>The connection is cut without an answer.</summary>
    public sealed record Cut : Fault;

    /// <summary>The request is taken and never answered; a watch stays open and says nothing.</summary>
    public sealed record Silence : Fault;

    /// <summary>A read shows what was there when the fault was first hit, and a watch nothing, as from a cache that hangs.</summary>
    public sealed record Stale : Fault;
}

/// <summary>Which requests a fault hits.</summary>
/// <param name="Method">HTTP method; null for any.</param>
/// <param name="Plural">Such as <c>deployments</c>; null for any.</param>
/// <param name="Share">Of the matching requests, 0 to 1, drawn for each.</param>
/// <param name="Times">How many are hit before the fault is over; null for as long as it is ordered.</param>
public sealed record FaultTarget(string? Method = null, string? Plural = null, double Share = 1, int? Times = null);

/// <summary>What becomes of a watch event.</summary>
public enum EventFate
{
    Deliver,

    /// <summary>It is never told, as no real server does: for finding out what depends on every single one.</summary>
    Drop,

    /// <summary>It comes 50 ms late, after those of other kinds that happened later.</summary>
    Delay,

    /// <summary>The connection is cut in its middle, after half of its bytes.</summary>
    Cut,
}

/// <summary>The connection that is being written to is to be cut, by order.</summary>
internal sealed class ConnectionCutException : Exception;
