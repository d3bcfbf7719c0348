namespace Fleet.Domain.Quay.Yaml;

/// <summary>How YAML is laid out.</summary>
public enum YamlLayout
{
    /// <summary>Members in their order, long lines kept, quotes wherever YAML 1.1 and 1.2 could differ.</summary>
    Manifest,

    /// <summary>
    /// As the Quay Operator writes configuration, to the byte: sorted members, lines folded at 80 columns, quotes only where YAML 1.1 needs
    /// them. The names of Secrets, and with them restarts, hang on it.
    /// </summary>
    Configuration,

    /// <summary>As releases 3.7 to 3.16 write Clair's configuration: the same, but indented by four and not folded.</summary>
    WideConfiguration,
}
