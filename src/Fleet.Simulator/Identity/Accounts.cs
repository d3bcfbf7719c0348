using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Identity;

/// <summary>Who may ask a simulated cluster, and for what.</summary>
/// <param name="adminToken">Of a user who may do everything.</param>
public sealed class Accounts(string adminToken)
{
    public const string Admin = "admin";

    private readonly ConcurrentDictionary<string, string> _users = new(StringComparer.Ordinal) { [adminToken] = Admin };

    public string AdminToken { get; } = adminToken;

    /// <summary>A token of a user without any rights.</summary>
    public string AddNobody()
    {
        var token = NewToken();
        _users[token] = "nobody";
        return token;
    }

    /// <summary>The user a bearer token belongs to; null when to none.</summary>
    public string? UserOf(string? token, ClusterState state)
    {
        if (token is null || !_users.TryGetValue(token, out var user)) return null;
        if (!user.StartsWith("system:serviceaccount:", StringComparison.Ordinal)) return user;
        // A token ends with its account.
        var parts = user.Split(':');
        return state.TryGet("serviceaccounts", new ObjectName(parts[2], parts[3]), out _) ? user : null;
    }

    internal string Issue(string ns, string account)
    {
        var token = NewToken();
        _users[token] = $"system:serviceaccount:{ns}:{account}";
        return token;
    }

    internal static bool May(ClusterState state, string user, string verb, string group, string resource, string ns)
    {
        if (user == Admin) return true;
        var bound = Bindings(state, "clusterrolebindings.rbac.authorization.k8s.io", "")
            .Concat(ns.Length > 0 ? Bindings(state, "rolebindings.rbac.authorization.k8s.io", ns) : [])
            .Where(binding => IsFor(binding.Body, user));
        return bound.Any(binding => Rules(state, binding.Body, binding.Namespace).Any(rule =>
            Has(rule, "verbs", verb) && Has(rule, "apiGroups", group) && Has(rule, "resources", resource)));
    }

    private static IEnumerable<(JsonObject Body, string Namespace)> Bindings(ClusterState state, string resource, string ns) =>
        state.Of(resource).Values.Where(binding => binding.Name.Namespace == ns).Select(binding => (binding.Parse("00000000"), ns));

    private static bool IsFor(JsonObject binding, string user) => (binding["subjects"] as JsonArray ?? []).Any(subject =>
        (string?)subject!["kind"] == "ServiceAccount"
            ? user == $"system:serviceaccount:{(string?)subject["namespace"]}:{(string?)subject["name"]}"
            : (string?)subject["name"] == user);

    private static IEnumerable<JsonObject> Rules(ClusterState state, JsonObject binding, string ns)
    {
        var (kind, name) = ((string?)binding["roleRef"]?["kind"], (string?)binding["roleRef"]?["name"] ?? "");
        if (kind == "ClusterRole" && name == "cluster-admin") return [new JsonObject { ["verbs"] = All(), ["apiGroups"] = All(), ["resources"] = All() }];
        var found = kind == "ClusterRole"
            ? state.TryGet("clusterroles.rbac.authorization.k8s.io", new ObjectName("", name), out var role)
            : state.TryGet("roles.rbac.authorization.k8s.io", new ObjectName(ns, name), out role);
        return found ? (role!.Parse("00000000")["rules"] as JsonArray ?? []).OfType<JsonObject>() : [];
    }

    private static JsonArray All() => new("*");

    private static bool Has(JsonObject rule, string list, string wanted) =>
        (rule[list] as JsonArray ?? []).Any(entry => (string?)entry is "*" || (string?)entry == wanted);

    internal static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
