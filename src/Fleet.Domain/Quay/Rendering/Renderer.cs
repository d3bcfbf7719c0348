using System.Collections.Immutable;
using System.Security.Cryptography;
using Fleet.Domain.Quay.Components;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering.PostProcessing;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>
/// Renders a registry: everything it consists of in its cluster, as the Quay Operator of its release would. Equal inputs give equal bytes, as
/// long as every key is stored: what is missing is generated.
/// </summary>
public static class Renderer
{
    /// <param name="components">See <see cref="Autofill"/>.</param>
    /// <remarks>Bundle and overrides are taken as checked; see <see cref="BundleValidation"/> and <see cref="OverrideValidation"/>.</remarks>
    public static RenderOutcome Render(
        QuayRegistry registry, EffectiveComponents components, ConfigBundle bundle, RenderFacts facts, Entropy entropy)
    {
        var minor = facts.Release.Minor;
        var reading = UserConfig.Read(bundle, minor);
        if (reading is not UserConfigReading.Read(var userConfig))
            return new RenderOutcome.Refused(((UserConfigReading.Unreadable)reading).Refusals[0]);

        var hostname = Hostnames.Server(registry, userConfig, facts.Cluster, minor);
        var buildManager = Hostnames.BuildManager(userConfig, facts.Cluster);
        var userPair = TlsPair.In(bundle, minor);
        if (minor.AtLeast(3, 6) && userPair is not null && CertificateFault(userPair, hostname, buildManager, minor) is { } certificateFault)
            return Refused(minor, certificateFault);
        try
        {
            if (minor.Before(3, 6)) bundle = WithOwnCertificate(bundle, hostname, buildManager, facts.SignedPair, entropy);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return Refused(minor, $"no certificate can be made for '{hostname}'{(buildManager.Length > 0 ? $" and '{buildManager}'" : "")}: SERVER_HOSTNAME and BUILDMAN_HOSTNAME must be host names");
        }

        var keys = KeyGeneration.Resolve(facts.StoredKeys, userConfig, components, registry.Name, minor, entropy.Fill, facts.ReturnedDatabaseUri);
        QuayConfig config;
        try
        {
            var groups = new FieldGroups(registry, facts, keys, hostname, userPair is not null);
            config = QuayConfig.Assemble(bundle, userConfig, keys, components, groups, minor, facts.Operator.RedHatBranding, facts.Operator.Fips);
        }
        catch (YamlFormatException e)
        {
            return Refused(minor, e.Message);
        }

        var clairHostname = components.Manages(ComponentKind.Route) ? hostname : UserConfig.Text(config.Settings, "SERVER_HOSTNAME") ?? "";
        var componentSecrets = new ComponentSecrets(registry, components, bundle, keys, minor, clairHostname);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var secrets = components.Managed.ToDictionary(kind => kind, kind => componentSecrets.Of(kind).Select(Named).ToImmutableArray());
        ImmutableArray<GeneratedSecret> quaySecrets = [.. new QuaySecrets(bundle, config, keys, userPair, facts, hostname).All.Select(Named)];
        var build = new Build(registry, components, facts, ChooseOverlay(registry, components, facts, keys), hostname, buildManager, names);

        ImmutableArray<RenderedObject> objects =
        [
            .. Manifests(build, secrets, quaySecrets).Select(manifest => CommonMetadata.Stamp(manifest, build)),
        ];
        foreach (var rendered in objects)
            if (PostProcess.Apply(rendered, build) is { } fault) return Refused(minor, fault);

        return new RenderOutcome.Rendered(
            objects, keys, UserConfig.Text(config.Settings, "DB_URI"), build.Overlay, hostname,
            Endpoints.Registry(registry, userConfig, facts),
            Endpoints.ConfigEditor(build),
            ConfigEditor.Exists(build) ? build.Secret(ConfigEditor.CredentialsSecret) : null);

        GeneratedSecret Named(GeneratedSecret rendered)
        {
            (names[rendered.Suffix], var secret) = (facts.Live ?? LiveSecrets.None).Choose(rendered, registry.Name, minor);
            return secret;
        }
    }

    private static IEnumerable<Manifest> Manifests(
        Build build, Dictionary<ComponentKind, ImmutableArray<GeneratedSecret>> secrets, ImmutableArray<GeneratedSecret> quaySecrets)
    {
        foreach (var manifest in ComponentObjects.Base(build)) yield return manifest;
        if (build.AtLeast(3, 7))
            foreach (var manifest in QuayUpgrade.Objects(build)) yield return manifest;
        foreach (var kind in build.Components.Managed)
        {
            foreach (var manifest in ComponentObjects.Of(kind, build)) yield return manifest;
            foreach (var secret in secrets[kind]) yield return secret.ToManifest(build.Secret(secret.Suffix)[(build.Registry.Name.Length + 1)..]);
        }
        foreach (var secret in quaySecrets) yield return secret.ToManifest(build.Secret(secret.Suffix)[(build.Registry.Name.Length + 1)..]);
    }

    private static Overlay ChooseOverlay(QuayRegistry registry, EffectiveComponents components, RenderFacts facts, ManagedKeys keys)
    {
        var minor = facts.Release.Minor;
        if (minor.Before(3, 5) && registry.Status.Conditions.Any(condition => condition is { Type: "RolloutBlocked", IsTrue: true }))
            return Overlay.ConfigOnly;
        var databaseChanged = minor.AtLeast(3, 7) && keys.DbUri != facts.StoredKeys.DbUri;
        if (!facts.Migrated && (databaseChanged || (registry.Status.CurrentVersion ?? "") != facts.Release.Version)) return Overlay.Upgrade;
        return minor.AtLeast(3, 6) && !components.Manages(ComponentKind.Tls) ? Overlay.UnmanagedTls : Overlay.Current;
    }

    private static string? CertificateFault(TlsPair pair, string hostname, string buildManager, ReleaseMinor minor)
    {
        foreach (var host in ((string[])[hostname, buildManager]).Where(host => host.Length > 0))
            if (pair.FaultFor(host) is { } detail)
                return $"provided certificate{(minor.AtLeast(3, 7) ? "" : "/key")} pair not valid for host '{host}': {detail}; {ConfigBundle.CertificateFile} and {ConfigBundle.KeyFile} have to be a pair for it, none is made in its place";
        return null;
    }

    /// <summary>3.4 and 3.5 sign a certificate for users who bring neither file; the one that was made before serves as long as it can.</summary>
    private static ConfigBundle WithOwnCertificate(ConfigBundle bundle, string hostname, string buildManager, TlsPair? made, Entropy entropy)
    {
        if (bundle.Has(ConfigBundle.CertificateFile) || bundle.Has(ConfigBundle.KeyFile)) return bundle;
        var pair = made is not null && SelfSignedPair.Serves(made, hostname, buildManager, entropy.Now) ? made : SelfSignedPair.Create(hostname, buildManager, entropy);
        return bundle with
        {
            Files = bundle.Files.SetItems(GeneratedSecret.Files(
                [(ConfigBundle.CertificateFile, pair.Certificate), (ConfigBundle.KeyFile, pair.Key)])),
        };
    }

    private static RenderOutcome.Refused Refused(ReleaseMinor minor, string detail) => new(new Refusal(
        Refusal.CreationFailed,
        minor.AtLeast(3, 7)
            ? $"could not inflate kubernetes objects: {detail}"
            : $"could not inflate QuayRegistry into Kubernetes objects: {detail}"));
}
