using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Defaults;

/// <summary>
/// What a kube-apiserver of 1.20 adds to the objects it is sent. Two steps, for between them ownership is recorded: who writes an object
/// owns the defaults it got, unless it was applied, and nobody owns what the server assigned.
/// </summary>
public static class Defaulting
{
    private static readonly Dictionary<(string Group, string Kind), Action<JsonObject>> Tables = new()
    {
        [("", "Namespace")] = obj => obj.Child("status").Default("phase", "Active"),
        [("", "Secret")] = SecretDefaults.Fill,
        [("", "Service")] = ServiceDefaults.Fill,
        [("", "PersistentVolumeClaim")] = obj =>
        {
            obj.Child("spec").Default("volumeMode", "Filesystem");
            obj.Child("status").Default("phase", "Pending");
        },
        [("", "Pod")] = obj => PodDefaults.Fill(obj.Child("spec")),
        [("apps", "Deployment")] = WorkloadDefaults.Deployment,
        [("batch", "Job")] = WorkloadDefaults.Job,
        [("autoscaling", "HorizontalPodAutoscaler")] = AutoscalerDefaults.Fill,
        [("rbac.authorization.k8s.io", "RoleBinding")] = BindingDefaults.Fill,
        [("rbac.authorization.k8s.io", "ClusterRoleBinding")] = BindingDefaults.Fill,
    };

    private static readonly Dictionary<(string Group, string Kind), Action<JsonObject, ServerAssigned>> Assignments = new()
    {
        [("", "Namespace")] = (obj, _) => obj.Child("spec").Default("finalizers", new JsonArray("kubernetes")),
        [("", "Service")] = ServiceDefaults.Assign,
        [("", "PersistentVolumeClaim")] = (obj, _) => obj.Child("metadata").Default("finalizers", new JsonArray("kubernetes.io/pvc-protection")),
        [("batch", "Job")] = WorkloadDefaults.AssignJob,
    };

    /// <summary>Both steps, for objects whose owners are not recorded.</summary>
    public static void Fill(string group, string kind, JsonObject obj, ServerAssigned assigned)
    {
        Complete(group, kind, obj);
        Assign(group, kind, obj, assigned);
    }

    /// <summary>
    /// The defaults of a kind the server defines, after every write and before ownership is recorded. Also takes away what such a server would
    /// not write again: nulls, and empty maps and lists. Kinds it does not define stay as they are.
    /// </summary>
    public static void Complete(string group, string kind, JsonObject obj)
    {
        var versions = BuiltInShapes.Versions(group, kind);
        if (versions.Count == 0) return;
        var apiVersion = (string?)obj["apiVersion"] ?? versions.Keys[0];
        var version = apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];
        RoundTrip.Clean(obj, versions.GetValueOrDefault(version, versions.Values[0]).Shape);
        ConditionDefaults.Fill(kind, obj);
        if (Tables.TryGetValue((group, kind), out var fill)) fill(obj);
        var zero = ZeroObjects.Of(kind, apiVersion);
        // Time is told by the store, and is never null there.
        zero.Remove("metadata");
        obj.Underlay(zero);
    }

    /// <summary>What the server decides on create: addresses, a Job's selector, finalizers of its own. On update what is there stays.</summary>
    public static void Assign(string group, string kind, JsonObject obj, ServerAssigned assigned)
    {
        if (Assignments.TryGetValue((group, kind), out var assign)) assign(obj, assigned);
    }
}
