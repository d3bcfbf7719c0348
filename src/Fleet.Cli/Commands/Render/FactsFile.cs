using System.Text;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Cli.Commands.Render;

/// <summary>Reads the facts discovery would find. Only the release has to be there.</summary>
internal static class FactsFile
{
    public static RenderFacts Read(FileInfo file)
    {
        var facts = InputField.Read(file);
        return new RenderFacts(
            Release(facts["release"]),
            Cluster(facts["cluster"]),
            ObjectStorage(facts["objectStorage"]),
            Keys(facts["managedKeys"]),
            Operator(facts["operator"]),
            Upgrades(facts["databaseUpgrade"]));
    }

    private static QuayRelease Release(InputField release)
    {
        var version = release["version"].RequiredText;
        var minorText = release["minor"].Text ?? version;
        if (!ReleaseMinor.TryParse(minorText, null, out var minor)) throw release["minor"].Fault("write the release's minor in quotes, as in \"3.7\"");
        if (!minor.IsSupported) throw release["minor"].Fault($"choose one from {ReleaseMinor.Oldest} to {ReleaseMinor.Newest}");
        var images = release["images"];
        return new QuayRelease(version, minor, new ReleaseImages(
            Quay: Image("quay"),
            Clair: Image("clair"),
            Postgres: Image("postgres"),
            ClairPostgres: Image("clairpostgres"),
            Redis: Image("redis"),
            PostgresPrevious: Image("postgresPrevious"),
            ClairPostgresPrevious: Image("clairpostgresPrevious")));

        string? Image(string component) => images.Named(component).Text is { Length: > 0 } image ? image : null;
    }

    private static ClusterFacts Cluster(InputField cluster)
    {
        var apis = cluster["apis"];
        var features = new ClusterFeatures(
            KubernetesVersion: "",
            Routes: apis["routes"].Boolean ?? true,
            ObjectBucketClaims: apis["objectBucketClaims"].Boolean ?? true,
            Prometheus: apis["prometheus"].Boolean ?? true,
            AutoscalingV2: apis["autoscalingV2"].Boolean ?? true,
            QuayRegistries: true);
        return new ClusterFacts(
            features,
            cluster["appsDomain"].Text ?? "",
            cluster["wildcardCertificate"].Text ?? "",
            cluster["serviceCaHash"].Text ?? "",
            cluster["trustedCaHash"].Text ?? "",
            cluster["serverHostname"].Text,
        cluster["buildManagerHostname"].Text is { Length: > 0 } buildManager ? buildManager : null);
    }

    private static ObjectStorageFacts ObjectStorage(InputField storage) => new(
        storage["initialized"].Boolean ?? false,
        storage["host"].Text ?? "",
        storage["bucket"].Text ?? "",
        storage["accessKey"].Text ?? "",
        storage["secretKey"].Text ?? "");

    private static ManagedKeys Keys(InputField keys) => ManagedKeys.Read(keys.Members.ToDictionary(
        key => key.Name, key => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(key.Value.Text ?? "")));

    private static OperatorSettings Operator(InputField settings) => new(
        settings["namespace"].Text ?? "",
        settings["devEndpoint"].Text,
        string.Equals(settings["branding"].Text, "redhat", StringComparison.Ordinal),
        settings["skipResourceRequests"].Boolean ?? false,
        settings["httpProxy"].Text ?? "",
        settings["httpsProxy"].Text ?? "",
        settings["noProxy"].Text ?? "");

    private static DatabaseUpgrades Upgrades(InputField upgrades) => new(
        upgrades.Named("postgres").Boolean ?? false,
        upgrades.Named("clairpostgres").Boolean ?? false);
}
