namespace Fleet.Api.V1;

/// <summary>Who calls, and what they may do.</summary>
/// <param name="Name">As the audit has it.</param>
/// <param name="Kind"><c>admin-token</c>, <c>api-token</c> or <c>oidc</c>.</param>
/// <param name="ExpiresAt">When what they presented ends; null for never.</param>
public sealed record WhoAmI(string Name, string Kind, IReadOnlyList<RoleGrant> Grants, DateTimeOffset? ExpiresAt);

/// <summary>A role on some clusters.</summary>
/// <param name="Clusters">Label selector over the labels of clusters; empty for all.</param>
public sealed record RoleGrant(string Role, string Clusters);
