using System.Text.Json.Nodes;

namespace Fleet.Testing;

/// <summary>Makes users with some rights.</summary>
public static class ServiceAccounts
{
    /// <summary>A ServiceAccount bound to a ClusterRole, and a token for it. Deleting the account revokes the token within 10 s.</summary>
    public static async Task<string> CreateAsync(AdminClient admin, string ns, string name, string clusterRole)
    {
        await admin.CreateAsync($"api/v1/namespaces/{ns}/serviceaccounts", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        await admin.CreateAsync("apis/rbac.authorization.k8s.io/v1/clusterrolebindings", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{ns}-{name}" },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = clusterRole },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["namespace"] = ns, ["name"] = name }),
        });
        var answer = await admin.CreateAsync($"api/v1/namespaces/{ns}/serviceaccounts/{name}/token", new JsonObject { ["spec"] = new JsonObject() });
        return (string)answer["status"]!["token"]!;
    }
}
