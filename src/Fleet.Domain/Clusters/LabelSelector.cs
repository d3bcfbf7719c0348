using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fleet.Domain.Clusters;

/// <summary>
/// What kubectl calls equality-based: <c>k=v</c>, <c>k==v</c>, <c>k!=v</c>, <c>k</c> and <c>!k</c>, joined by commas; all have to hold.
/// </summary>
public sealed class LabelSelector : IEquatable<LabelSelector>
{
    private readonly ImmutableArray<Requirement> _requirements;

    private LabelSelector(ImmutableArray<Requirement> requirements) => _requirements = requirements;

    /// <summary>Selects everything.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>Whether it asks for nothing, and so selects everything.</summary>
    public bool IsEverything => _requirements.IsEmpty;

    /// <param name="problem">The part that cannot be read, and how one looks.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? problem)
    {
        (selector, problem) = (null, null);
        var requirements = ImmutableArray.CreateBuilder<Requirement>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(part) is not { } requirement)
            {
                problem = $"'{part}' is no label requirement: write k=v, k!=v, k or !k.";
                return false;
            }
            requirements.Add(requirement);
        }
        selector = new LabelSelector(requirements.ToImmutable());
        return true;
    }

    /// <param name="label">The value of a label; null when it is not there.</param>
    public bool Matches(Func<string, string?> label) => _requirements.All(requirement => requirement.Holds(label(requirement.Name)));

    public bool Equals(LabelSelector? other) => other is not null && _requirements.SequenceEqual(other._requirements);

    public override bool Equals(object? obj) => Equals(obj as LabelSelector);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>As it can be parsed again; empty when it selects everything.</summary>
    public override string ToString() => string.Join(',', _requirements);

    private static Requirement? Read(string part)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        if (at < 0) return part.StartsWith('!') ? Named(part[1..], null, true) : Named(part, null, false);
        var not = at > 0 && part[at - 1] == '!';
        var value = part[(at + 1)..].TrimStart('=').Trim();
        return value.Contains('=', StringComparison.Ordinal) ? null : Named(part[..(not ? at - 1 : at)], value, not);
    }

    private static Requirement? Named(string name, string? value, bool not) =>
        name.Trim() is { Length: > 0 } trimmed && trimmed.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            ? new Requirement(trimmed, value, not)
            : null;

    /// <param name="Value">Null asks only whether the label is there.</param>
    private sealed record Requirement(string Name, string? Value, bool Not)
    {
        public bool Holds(string? label) => (Value is null ? label is not null : label == Value) != Not;

        public override string ToString() => Value is null ? (Not ? "!" : "") + Name : $"{Name}{(Not ? "!=" : "=")}{Value}";
    }
}
