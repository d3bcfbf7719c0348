using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>Whether the cluster has what registries need.</summary>
internal sealed partial class ClusterGrain
{
    private static readonly TimeSpan LongestPreflight = TimeSpan.FromSeconds(15);

    public async Task<ImmutableArray<PreflightCheck>> Preflight()
    {
        if (_session is not { } session || _connection?.Features is not { } features)
            return ClusterPreflight.Of(new PreflightFindings(null, Policy, null, null, null, _connection is { Message.Length: > 0 } report ? [report.Message] : []));
        var (mode, policy) = (_state.State.Mode, Policy);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
        limited.CancelAfter(LongestPreflight);
        try
        {
            return ClusterPreflight.Of(await FindAsync(session, features, mode, policy, limited.Token));
        }
        catch (OperationCanceledException)
        {
            return ClusterPreflight.Of(new PreflightFindings(features, policy, null, null, null, ["the cluster did not answer in time"]));
        }
    }

    private static async Task<PreflightFindings> FindAsync(ClusterSession session, ClusterFeatures features, ClusterMode mode, ClusterPolicy policy, CancellationToken cancellation)
    {
        var rights = NeededRights.Of(features, mode, policy.Namespaces).Select(async right => (Right: right, Answer: await session.Api.MayAsync(right, cancellation))).ToList();
        var nodes = session.Api.ListAsync(ClusterKinds.Node, null, null, cancellation);
        var classes = session.Api.ListAsync(ClusterKinds.StorageClass, null, null, cancellation);
        var installed = session.Api.GetAsync(ClusterKinds.InstalledConfiguration, cancellation);
        var answers = await Task.WhenAll(rights);
        var problems = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<string>? missing = answers.Select(asked => asked.Answer.ErrorOrNull).FirstOrDefault(error => error is not null) is { } unasked
            ? Unknown<string>(unasked)
            : [.. answers.Where(asked => asked.Answer.Succeeded(out var may, out _) && !may).Select(asked => asked.Right.ToString())];
        return new PreflightFindings(
            features,
            policy,
            missing,
            (await nodes).Succeeded(out var listed, out var unlisted) ? [.. listed.Select(NodeFacts.Read)] : Unknown<NodeFacts>(unlisted),
            (await classes).Succeeded(out var found, out var hidden) ? [.. found.Select(Class)] : Unknown<(string, bool)>(hidden),
            problems.ToImmutable(),
            // OpenShift alone has it, and not every account may read it.
            (await installed).Succeeded(out var configuration, out _) ? ClusterPreflight.FipsIn(configuration) : null);

        ImmutableArray<T>? Unknown<T>(KubernetesError error)
        {
            problems.Add(error.Message);
            return null;
        }
    }

    private static (string Name, bool Default) Class(JsonObject storage) =>
        ((string?)storage["metadata"]?["name"] ?? "", (string?)storage["metadata"]?["annotations"]?["storageclass.kubernetes.io/is-default-class"] == "true");
}
