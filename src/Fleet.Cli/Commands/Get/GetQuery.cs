using Fleet.Cli.References;
using Fleet.Domain.Clusters;

namespace Fleet.Cli.Commands.Get;

/// <summary>The kinds <c>get</c> knows.</summary>
internal enum GetKind
{
    Clusters,
    Registries,
    Components,
    Releases,
    Channels,
    Upgrades,
    Operations,
    Rollouts,
}

/// <summary>What <c>get</c> was asked for.</summary>
/// <param name="Only">Null for all that the filters let through.</param>
/// <param name="Filters">Query parameters of the list and of the watch, the selector among them.</param>
/// <param name="Sort">The field to order by; null for names.</param>
internal sealed record GetQuery(GetKind Kind, Reference? Only, string Filters, string? Selector, string? Sort)
{
    /// <exception cref="CommandFault">An argument will not do.</exception>
    public static GetQuery Read(string kind, string? reference, string? selector, string? cluster, string? @namespace, string? sort = null)
    {
        // kubectl's other form: get registry/a/b/c.
        if (kind.Contains('/', StringComparison.Ordinal)) (kind, reference) = (kind[..kind.IndexOf('/', StringComparison.Ordinal)], reference ?? kind);
        var read = kind switch
        {
            "cluster" or "clusters" => GetKind.Clusters,
            "registry" or "registries" => GetKind.Registries,
            "component" or "components" => GetKind.Components,
            "release" or "releases" => GetKind.Releases,
            "channel" or "channels" => GetKind.Channels,
            "upgrade" or "upgrades" => GetKind.Upgrades,
            "operation" or "operations" => GetKind.Operations,
            "rollout" or "rollouts" => GetKind.Rollouts,
            _ => throw CommandFault.BadInput($"KIND '{kind}' is not known: use fleet, clusters, registries, components, releases, channels, upgrades, operations, rollouts or audit."),
        };
        if (selector is not null && !LabelSelector.TryParse(selector, out _, out var problem)) throw CommandFault.BadInput($"--selector {problem}");
        if (read == GetKind.Clusters && (cluster ?? @namespace) is not null)
            throw CommandFault.BadInput("--cluster and --namespace do not select clusters: name the cluster, or use --selector.");
        if (read is GetKind.Releases or GetKind.Channels or GetKind.Rollouts && (selector ?? cluster ?? @namespace) is not null)
            throw CommandFault.BadInput("Releases, channels and rollouts belong to no cluster and have no labels: leave --selector, --cluster and --namespace out.");
        if (read is GetKind.Releases or GetKind.Channels && reference is not null) throw CommandFault.BadInput($"{(read == GetKind.Releases ? "Releases" : "Channels")} are listed: leave REF out.");
        if (read is GetKind.Upgrades or GetKind.Operations && reference is not null) throw CommandFault.BadInput($"{read} are listed: leave REF out, or use --cluster, --namespace and --selector.");
        if (sort is not null && (reference is not null || read is GetKind.Components or GetKind.Releases or GetKind.Channels))
            throw CommandFault.BadInput("--sort-by is for lists of clusters, registries, upgrades, operations and rollouts: leave it out.");
        var filters = new[] { ("labels", selector), ("cluster", cluster), ("namespace", @namespace) }
            .Where(filter => filter.Item2 is not null)
            .Select(filter => $"{filter.Item1}={Uri.EscapeDataString(filter.Item2!)}");
        return new GetQuery(read, reference is null ? null : ReadOnlyOne(read, reference), string.Join('&', filters), selector, sort);
    }

    private static Reference ReadOnlyOne(GetKind kind, string reference)
    {
        var (word, shape) = kind switch { GetKind.Clusters => ("cluster", "NAME"), GetKind.Rollouts => ("rollout", "NAME"), _ => ("registry", "CLUSTER/NAMESPACE/NAME") };
        // The kind is already said, so the REF may leave it out.
        var parsed = Reference.Parse(Reference.Kinds.Any(known => reference.StartsWith(known + '/', StringComparison.Ordinal)) ? reference : $"{word}/{reference}");
        return (parsed, kind) is (Reference.Cluster, GetKind.Clusters) or (Reference.Rollout, GetKind.Rollouts) or (Reference.Registry, GetKind.Registries or GetKind.Components)
            ? parsed
            : throw CommandFault.BadInput($"REF '{reference}' is not of that kind: write {word}/{shape}.");
    }
}
