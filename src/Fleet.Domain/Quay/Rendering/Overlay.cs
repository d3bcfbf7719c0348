namespace Fleet.Domain.Quay.Rendering;

/// <summary>Which variant of a registry is rendered. They exclude each other; the first that applies is taken.</summary>
public enum Overlay
{
    /// <summary>Quay as it runs from day to day.</summary>
    Current,

    /// <summary>Quay's pods are scaled to 0 and only the config editor runs, since the bundle is at fault [3.4].</summary>
    ConfigOnly,

    /// <summary>Quay's pods are scaled to 0 while the schema of its database is migrated.</summary>
    Upgrade,

    /// <summary>Quay ends TLS itself, so its probes ask over HTTPS.</summary>
    UnmanagedTls,
}
