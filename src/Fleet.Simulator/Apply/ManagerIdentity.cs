namespace Fleet.Simulator.Apply;

/// <summary>
/// What makes an entry of managedFields: the manager and its operation, and for updates the version written. A server of 1.20 does not
/// tell subresources apart; newer ones do.
/// </summary>
/// <param name="ApiVersion">Null for an apply: one manager has one applied set, of whatever version.</param>
internal sealed record ManagerIdentity(string Manager, bool IsApply, string? ApiVersion) : IComparable<ManagerIdentity>
{
    /// <summary>As conflicts name it: <c>"x" using v1</c>, or <c>"x"</c> of one who applied.</summary>
    public string Printed => IsApply ? CanonicalJson.Quote(Manager) : $"{CanonicalJson.Quote(Manager)} using {ApiVersion}";

    public static ManagerIdentity Applier(string manager) => new(manager, IsApply: true, ApiVersion: null);

    public static ManagerIdentity Updater(string manager, string apiVersion) => new(manager, IsApply: false, apiVersion);

    public int CompareTo(ManagerIdentity? other) => other is null ? 1 : string.CompareOrdinal(Sorted, other.Sorted);

    // The server sorts its managers by the JSON it identifies them with.
    private string Sorted => IsApply ? $"{Manager}\"Apply" : $"{Manager}\"Update\"{ApiVersion}";
}
