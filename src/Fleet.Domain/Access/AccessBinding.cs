using System.Collections.Immutable;

namespace Fleet.Domain.Access;

/// <summary>What a value of a claim, such as the name of a group, gives its bearer.</summary>
public sealed record AccessBinding(string Claim, ImmutableArray<Grant> Grants)
{
    public static ImmutableArray<Grant> GrantsOf(ImmutableArray<AccessBinding> bindings, IReadOnlyCollection<string> claims) =>
        [.. bindings.Where(binding => claims.Contains(binding.Claim, StringComparer.Ordinal)).SelectMany(binding => binding.Grants)];
}
