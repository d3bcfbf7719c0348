using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Apply;

/// <summary>What a server-side apply came to.</summary>
public abstract record ApplyOutcome
{
    private ApplyOutcome()
    {
    }

    /// <summary>The object as it is to be stored, managedFields included. Nothing changed when it equals the live one.</summary>
    public sealed record Applied(JsonObject Object) : ApplyOutcome;

    /// <summary>Others own fields that the apply would change: 409. By owner; never empty.</summary>
    public sealed record Conflicted(ImmutableArray<FieldConflict> Conflicts) : ApplyOutcome
    {
        /// <summary>The Status message of the answer.</summary>
        public string Message => ConflictText.Message(Conflicts);
    }

    /// <summary>The body cannot be merged, such as a list entry that lacks its key. The server answers 500.</summary>
    public sealed record Invalid(string Message) : ApplyOutcome;
}
