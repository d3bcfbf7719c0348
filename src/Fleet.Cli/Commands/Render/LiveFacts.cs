using System.Collections.Immutable;
using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Cli.Commands.Render;

/// <summary>
/// Facts as the fleet knows them of a live cluster. Keys, bucket credentials and certificates stay in the cluster: the preview has fresh keys and no
/// bucket in their place, and says so.
/// </summary>
internal static class LiveFacts
{
    /// <param name="error">Told what the preview cannot know.</param>
    public static async Task<RenderFacts> ReadAsync(ParseResult parsed, string name, QuayRegistry registry, TextWriter error, CancellationToken cancellationToken)
    {
        using var client = ServerOptions.Open(parsed);
        var cluster = await client.GetAsync<Cluster>($"clusters/{Uri.EscapeDataString(name)}", cancellationToken);
        if (cluster.Features is not { } features)
            throw new InputException($"--cluster {name}: nothing is known of it yet ({cluster.StateMessage}); wait until it was reached, or use --facts.");

        var catalog = await FleetReleases.ReadAsync(client, cancellationToken);
        // Who approves is no matter for a preview: what runs stays unless the registry itself asks for more.
        var follows = new ChannelSubscription(cluster.Channel);
        var release = VersionRules.Choose(
            catalog, ImmutableDictionary<string, Domain.Releases.Approval>.Empty, VersionWish.Of(registry), follows, registry.Status.CurrentVersion, cluster.KubernetesVersion) switch
        {
            VersionChoice.Run run => run.Release,
            VersionChoice.Leave leave => throw new InputException($"metadata.annotations[{QuayRegistry.TargetVersionAnnotation}]: {leave.Why.Message}."),
            _ => throw new InvalidOperationException("A release is run or a registry left alone."),
        };
        await error.WriteLineAsync(
            $"note: release {release.Version}. Generated passwords, the bucket's credentials and the router's certificate stay in cluster {name}: "
            + "fresh passwords and nothing stand in their place here.");
        return new RenderFacts(
            release,
            new Domain.Quay.Rendering.ClusterFacts(
                new Domain.Clusters.ClusterFeatures(
                    cluster.KubernetesVersion ?? "",
                    features.Routes,
                    features.ObjectBucketClaims,
                    features.Prometheus,
                    features.AutoscalingV2,
                    features.QuayRegistries),
                cluster.AppsDomain ?? ""),
            ObjectStorageFacts.NotInitialized,
            ManagedKeys.None,
            new OperatorSettings(),
            DatabaseUpgrades.None);
    }
}
