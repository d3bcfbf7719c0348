using System.Collections.Immutable;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// The bundle made for a registry whose <c>spec.configBundleSecret</c> is empty. It sets no field of any component, so it never conflicts.
/// </summary>
public static class DefaultBundle
{
    /// <summary>The Secret's <c>metadata.generateName</c>.</summary>
    public static string GenerateName(string registryName) => $"{registryName}-config-bundle-";

    /// <summary>The Secret's content.</summary>
    public static ImmutableSortedDictionary<string, string> Files(ReleaseMinor minor, bool redHatBranding) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add(ConfigBundle.ConfigFile, YamlWriter.Write(BaseConfig.For(minor, redHatBranding), YamlLayout.Configuration));
}
