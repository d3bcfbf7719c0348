using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

/// <summary>Of RoleBindings and ClusterRoleBindings.</summary>
internal static class BindingDefaults
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void Fill(JsonObject obj)
    {
        obj.Within("roleRef", role =>
        {
            if (((string?)role["apiGroup"] ?? "").Length == 0) role["apiGroup"] = Group;
        });
        obj.Each("subjects", subject =>
        {
            if ((string?)subject["kind"] is "User" or "Group") subject.Default("apiGroup", Group);
        });
    }
}
