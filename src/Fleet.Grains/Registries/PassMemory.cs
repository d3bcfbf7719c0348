using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Grains.Registries;

/// <summary>
/// What passes over one registry have read and the watch says is still so. Holds Secret values, so it lives from the first pass to the one
/// that leaves nothing to do, in memory alone.
/// </summary>
internal sealed class PassMemory
{
    public BundleReading? Bundle { get; set; }

    /// <summary>The keys that are stored, none while the registry is new, and the generated Secrets there are.</summary>
    public StoredSecrets? Stored { get; set; }

    /// <summary>Null until the bucket's address and credentials are there; they stay what they are.</summary>
    public ObjectStorageFacts? Storage { get; set; }

    /// <summary>Hashes of the injected CA bundles, and the versions of the ConfigMaps they were read from.</summary>
    public (string Versions, string Service, string Trusted)? Ca { get; set; }

    /// <summary>The namespace carries the labels that OpenShift's monitoring looks for.</summary>
    public bool Labelled { get; set; }
}

/// <param name="Version">Null when there is no Secret of that name.</param>
/// <param name="Announced">The version that the watch had shown when it was read; it may lag behind.</param>
internal sealed record BundleReading(string? Name, ConfigBundle? Bundle, string? Version, BundleFacts Facts, string? Announced)
{
    /// <param name="version">The resourceVersion with which the API server has this content.</param>
    public static BundleReading Of(string name, JsonObject secret, string? version, string? announced)
    {
        var bundle = PassReadings.Bundle(name, secret);
        return new BundleReading(name, bundle, version, PassReadings.FactsOf(bundle), announced);
    }

    public static BundleReading None { get; } = new(null, null, null, new BundleFacts(Named: false, Exists: false, HasCertificate: false, HasKey: false), null);

    /// <summary>
    /// What still holds of the reading, given what the watch shows now; null when the Secret has to be read again. A watch that lags behind the
    /// reading is waited for; once it has caught up, what it showed before counts no more.
    /// </summary>
    public BundleReading? Given(string? name, string? announced) =>
        Name != name || Version is null ? null
        : announced == Version ? this with { Announced = announced }
        : announced == Announced ? this
        : null;
}
