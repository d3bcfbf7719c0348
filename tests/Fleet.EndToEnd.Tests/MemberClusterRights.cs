using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.EndToEnd.Tests;

/// <summary>A right as RBAC grants it.</summary>
internal readonly record struct Right(string Group, string Resource, string Verb)
{
    public override string ToString() => $"{Verb} {Resource}{(Group.Length == 0 ? "" : "." + Group)}";

    public static IEnumerable<Right> Of(JsonNode role) =>
        from rule in role["rules"]!.AsArray()
        from grp in rule!["apiGroups"]!.AsArray()
        from resource in rule["resources"]!.AsArray()
        from verb in rule["verbs"]!.AsArray()
        select new Right((string)grp!, (string)resource!, (string)verb!);

    /// <summary>What a request needed: an apply that made its object was also allowed to create it.</summary>
    public static IEnumerable<Right> NeededBy(AuditedRequest request)
    {
        if (request.Resource.Length == 0) yield break;
        yield return new Right(request.Group, request.Resource, request.Verb);
        if (request is { Verb: "patch", Code: 201 }) yield return new Right(request.Group, request.Resource, "create");
    }
}

/// <summary><c>deploy/member-cluster</c> as applied to a cluster, the way its own comments say, and taken back afterwards.</summary>
internal sealed class MemberClusterRights : IAsyncDisposable
{
    private const string File = "deploy/member-cluster/rbac.yaml";
    private const string User = "system:serviceaccount:quay-fleet:quay-fleet";
    private readonly Kubectl _kubectl;

    private MemberClusterRights(Kubectl kubectl, string kubeconfig) => (_kubectl, Kubeconfig) = (kubectl, kubeconfig);

    /// <summary>What <c>kubeconfig.sh</c> printed.</summary>
    public string Kubeconfig { get; }

    public static async Task<MemberClusterRights> ApplyAsync(ApiServer cluster, string mode)
    {
        var kubectl = new Kubectl(cluster.KubeconfigPath);
        var file = Path.Combine(Repository.Root, File);
        string[] only = mode == "reconcile" ? [] : ["-l", "quay-fleet/mode=observe"];
        await kubectl.RunAsync(["apply", "-f", file, .. only]);
        var last = mode == "reconcile" ? (string[])["delete", "leases.coordination.k8s.io/quay-fleet", "-n", "quay-fleet"] : ["list", "secrets", "-A"];
        await Wait.UntilAsync(() => MayAsync(kubectl, last), "the rights to take effect");
        return new MemberClusterRights(kubectl, await kubectl.ScriptAsync("deploy/member-cluster/kubeconfig.sh"));
    }

    public async ValueTask DisposeAsync() =>
        await _kubectl.RunAsync("delete", "--ignore-not-found", "-f", Path.Combine(Repository.Root, File));

    // Asked by the admin in its name, so that the asking is not in its audit log.
    private static async Task<bool> MayAsync(Kubectl kubectl, string[] what)
    {
        try
        {
            return (await kubectl.RunAsync(["auth", "can-i", .. what, "--as", User])).Trim() == "yes";
        }
        catch (InvalidOperationException)
        {
            return false; // its exit code says no
        }
    }
}
