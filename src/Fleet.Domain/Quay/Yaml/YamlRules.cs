namespace Fleet.Domain.Quay.Yaml;

/// <summary>Which rules tell what an unquoted scalar means.</summary>
public enum YamlRules
{
    /// <summary>YAML 1.1, as bundles are read; see <see cref="YamlScalar.Resolve"/>.</summary>
    Bundle,

    /// <summary>YAML 1.2, as manifests are written; see <see cref="YamlScalar.ResolveCore"/>.</summary>
    Manifest,
}
