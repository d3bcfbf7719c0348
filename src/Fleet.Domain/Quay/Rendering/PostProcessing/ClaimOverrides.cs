using Fleet.Domain.Quay.Components;
using Fleet.Domain.Quay.Manifests;

namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>Size and storage class of the databases' volumes.</summary>
internal static class ClaimOverrides
{
    /// <returns>Why the claim cannot be rendered; null when it can.</returns>
    public static string? Apply(RenderedObject claim, Build build)
    {
        var label = claim.Body.Child("metadata").Child("labels")["quay-component"]?.GetValue<string>();
        if (Overrides(label, build) is not { } overrides) return null;
        var spec = claim.Body.Child("spec");
        if (build.AtLeast(3, 16) && overrides.StorageClassName is { } storageClass) spec["storageClassName"] = storageClass;
        if (overrides.VolumeSize is not { } wanted) return null;

        if (Quantity.Parse(wanted) is not { } size) return $"'{wanted}' is no volume size: write it as 80Gi";
        if (size < Quantity.Parse(PostgresServer.ClaimSize))
            return $"cannot shrink volume override size from {PostgresServer.ClaimSize} to {wanted}";
        spec.Child("resources").Child("requests")["storage"] = wanted;
        return null;
    }

    /// <summary>Until 3.12 the volume of Clair's database is sized on Clair itself.</summary>
    private static ComponentOverrides? Overrides(string? label, Build build) => label switch
    {
        PostgresDatabase.Label => build.Components.Overrides(ComponentKind.Postgres),
        ClairDatabase.Label => build.Components.Overrides(build.AtLeast(3, 13) ? ComponentKind.ClairPostgres : ComponentKind.Clair),
        _ => null,
    };
}
