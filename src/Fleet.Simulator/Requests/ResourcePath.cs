namespace Fleet.Simulator.Requests;

/// <summary>What a path under <c>/api</c> or <c>/apis</c> names.</summary>
/// <param name="Namespace">Empty for cluster-wide objects, and for a list over all namespaces.</param>
/// <param name="Name">Null for a collection.</param>
internal sealed record ResourcePath(string Group, string Version, string Plural, string Namespace, string? Name, string? Subresource)
{
    /// <summary>Null when it names no resource.</summary>
    public static ResourcePath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var (group, version, rest) = parts switch
        {
            ["api", var v, ..] => ("", v, parts[2..]),
            ["apis", var g, var v, ..] => (g, v, parts[3..]),
            _ => ("", "", []),
        };
        return rest switch
        {
            [] => null,
            ["namespaces"] => new(group, version, "namespaces", "", null, null),
            ["namespaces", var name] => new(group, version, "namespaces", "", name, null),
            ["namespaces", var name, ("status" or "finalize") and var sub] => new(group, version, "namespaces", "", name, sub),
            ["namespaces", var ns, var plural] => new(group, version, plural, ns, null, null),
            ["namespaces", var ns, var plural, var name] => new(group, version, plural, ns, name, null),
            ["namespaces", var ns, var plural, var name, var sub] => new(group, version, plural, ns, name, sub),
            [var plural] => new(group, version, plural, "", null, null),
            [var plural, var name] => new(group, version, plural, "", name, null),
            [var plural, var name, var sub] => new(group, version, plural, "", name, sub),
            _ => null,
        };
    }
}
