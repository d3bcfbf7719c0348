using System.Collections.Immutable;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;

namespace Fleet.Grains.Registries;

/// <summary>What somebody wants done to the QuayRegistry in its cluster.</summary>
public enum RegistryWriteVerb
{
    Create,
    Edit,
    Pause,
    Resume,
    Delete,
}

/// <summary>A write of somebody's.</summary>
/// <param name="Manifest">For create and edit: the QuayRegistry, JSON.</param>
/// <param name="Uid">Only this very object; null for whichever has the name.</param>
/// <param name="ResourceVersion">Only when it has not changed since; null for whatever it is now.</param>
/// <param name="DryRun">Tell what would change, and change nothing.</param>
/// <param name="Force">Take over fields that belong to somebody else.</param>
[GenerateSerializer, Immutable]
public sealed record RegistryWrite(
    [property: Id(0)] RegistryWriteVerb Verb,
    [property: Id(1)] string? Manifest,
    [property: Id(2)] string? Uid,
    [property: Id(3)] string? ResourceVersion,
    [property: Id(4)] bool DryRun,
    [property: Id(5)] bool Force);

/// <summary>A new configuration of Quay, as a config editor sends it. Its values are secret: they are neither logged nor stored by the fleet.</summary>
/// <param name="Config">The whole <c>config.yaml</c>, as JSON.</param>
/// <param name="Certificates">By the path they have in the editor.</param>
[GenerateSerializer, Immutable]
public sealed record Reconfigure(
    [property: Id(0)] string Config,
    [property: Id(1)] ImmutableSortedDictionary<string, byte[]> Certificates)
{
    public override string ToString() => nameof(Reconfigure);
}

/// <summary>What became of a write. Nothing was written unless it is <see cref="Written"/>.</summary>
[GenerateSerializer, Immutable]
public abstract record RegistryWriteOutcome
{
    private RegistryWriteOutcome()
    {
    }

    /// <summary>The cluster has acknowledged it; or it would have, in a dry run.</summary>
    /// <param name="Changes">Empty when everything was so before.</param>
    /// <param name="Lost">For a deletion: what of the registry goes with it, for good.</param>
    [GenerateSerializer, Immutable]
    public sealed record Written(
        [property: Id(0)] ImmutableArray<FieldChange> Changes,
        [property: Id(1)] string Uid,
        [property: Id(2)] string ResourceVersion,
        [property: Id(3)] ImmutableArray<string> Lost) : RegistryWriteOutcome;

    /// <summary>There is one of this name already.</summary>
    [GenerateSerializer, Immutable]
    public sealed record AlreadyThere : RegistryWriteOutcome;

    /// <summary>There is none of this name in the cluster.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Missing : RegistryWriteOutcome;

    /// <summary>It is another one, or another version of it, than the writer meant.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Changed([property: Id(0)] string Uid, [property: Id(1)] string ResourceVersion) : RegistryWriteOutcome;

    /// <summary>Fields belong to somebody else.</summary>
    /// <param name="Causes">Who owns what, one text per field.</param>
    [GenerateSerializer, Immutable]
    public sealed record Owned([property: Id(0)] ImmutableArray<string> Causes) : RegistryWriteOutcome;

    /// <summary>The manifest will not do.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Invalid([property: Id(0)] ImmutableArray<ManifestFault> Faults) : RegistryWriteOutcome;

    /// <summary>The fleet does not write there.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Refused([property: Id(0)] Blocker Why) : RegistryWriteOutcome;

    /// <summary>Its cluster did not take it.</summary>
    [GenerateSerializer, Immutable]
    public sealed record NotWritten([property: Id(0)] string Problem) : RegistryWriteOutcome;
}

/// <summary>A QuayRegistry as its cluster has it now, hidden values masked.</summary>
/// <param name="Manifest">JSON; null when there is none, or it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null when it can, or is not there.</param>
[GenerateSerializer, Immutable]
public sealed record RegistryManifestAnswer([property: Id(0)] string? Manifest, [property: Id(1)] string? Problem);

/// <summary>What a pass would change.</summary>
/// <param name="Diff">Null when it cannot be told.</param>
/// <param name="Problem">Why not; null when it can.</param>
[GenerateSerializer, Immutable]
public sealed record RegistryDiffAnswer([property: Id(0)] RegistryDiff? Diff, [property: Id(1)] string? Problem);
