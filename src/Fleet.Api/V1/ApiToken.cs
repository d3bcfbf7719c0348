namespace Fleet.Api.V1;

/// <summary>An API token, without the token itself, which is shown once and kept nowhere.</summary>
/// <param name="Roles">What its bearer may do: viewer, operator, approver, admin.</param>
/// <param name="Clusters">Label selector over the labels of clusters; empty for all.</param>
/// <param name="LastUsedAt">To about a minute; null when never.</param>
public sealed record ApiToken(
    string Name,
    IReadOnlyList<string> Roles,
    string Clusters,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    bool Expired,
    DateTimeOffset? LastUsedAt);

/// <summary>A token to create.</summary>
/// <param name="Name">1 to 63 lower-case letters, digits and '-'.</param>
/// <param name="Roles">At least one of viewer, operator, approver, admin.</param>
/// <param name="ExpiresAt">At most 366 days from now.</param>
/// <param name="Clusters">Label selector over the labels of clusters; null for all.</param>
public sealed record CreateToken(
    string? Name = null, IReadOnlyList<string>? Roles = null, DateTimeOffset? ExpiresAt = null, string? Clusters = null);

/// <summary>A token that was created.</summary>
/// <param name="Token">The token itself. Nobody can show it again.</param>
public sealed record CreatedToken(string Token, ApiToken Details)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"CreatedToken({Details.Name})";
}
