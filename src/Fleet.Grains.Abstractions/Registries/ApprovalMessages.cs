using Fleet.Domain.Status;

namespace Fleet.Grains.Registries;

/// <summary>What became of the approval of an upgrade.</summary>
[GenerateSerializer, Immutable]
public abstract record UpgradeApproval
{
    private UpgradeApproval()
    {
    }

    /// <summary>The registry's annotation asks for the version now; its cluster has acknowledged that.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Approved([property: Id(0)] string? From, [property: Id(1)] string To) : UpgradeApproval;

    /// <summary>Nothing was named, and its channel has nothing for it.</summary>
    [GenerateSerializer, Immutable]
    public sealed record NothingPending([property: Id(0)] string? Current) : UpgradeApproval;

    /// <summary>Nothing was written.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Refused([property: Id(0)] Blocker Why) : UpgradeApproval;

    /// <summary>Its cluster did not take it; nothing was written.</summary>
    [GenerateSerializer, Immutable]
    public sealed record NotWritten([property: Id(0)] string Problem) : UpgradeApproval;
}
