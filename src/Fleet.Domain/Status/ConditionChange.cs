using System.Collections.Immutable;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Status;

/// <summary>What is to be done with <c>status.conditions</c>.</summary>
public abstract record ConditionChange
{
    private ConditionChange() { }

    /// <summary>Nothing says anything new: write nothing, times included.</summary>
    public sealed record Unchanged : ConditionChange
    {
        public static Unchanged Instance { get; } = new();
    }

    /// <summary>Write this whole list.</summary>
    public sealed record Changed(ImmutableArray<Condition> Conditions) : ConditionChange;

    /// <summary>Some component cannot be judged yet, so nothing is written and the old conditions stay.</summary>
    /// <param name="Waiting">The kinds nothing is known about, in evaluation order; never empty.</param>
    public sealed record Undetermined(ImmutableArray<ComponentKind> Waiting) : ConditionChange;

    /// <summary>The list after this change: <paramref name="previous"/> unless it changed.</summary>
    public ImmutableArray<Condition> After(ImmutableArray<Condition> previous) => this switch
    {
        Changed changed => changed.Conditions,
        Unchanged or Undetermined => previous,
        _ => throw new InvalidOperationException($"unknown change {GetType().Name}"),
    };
}
