using System.Diagnostics.CodeAnalysis;

namespace Fleet.Domain.Access;

/// <summary>What somebody may do. Each role may also do what a viewer may; an admin may do everything.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Writes registries and rollouts.</summary>
    Operator,

    /// <summary>Approves what rollouts wait for.</summary>
    Approver,

    /// <summary>Everything: clusters, tokens, catalogs, audit and the switch that stops the fleet too.</summary>
    Admin,
}

/// <summary>The roles' names, and which contains which.</summary>
public static class Roles
{
    /// <summary>For messages.</summary>
    public const string Names = "viewer, operator, approver or admin";

    public static string Name(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        Role.Approver => "approver",
        Role.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "unknown role"),
    };

    public static bool TryParse(string? name, [NotNullWhen(true)] out Role? role) => (role = name switch
    {
        "viewer" => Role.Viewer,
        "operator" => Role.Operator,
        "approver" => Role.Approver,
        "admin" => Role.Admin,
        _ => null,
    }) is not null;

    /// <summary>Whether who has this role may do what needs the other.</summary>
    public static bool Covers(this Role role, Role required) => role == Role.Admin || required == Role.Viewer || role == required;
}
