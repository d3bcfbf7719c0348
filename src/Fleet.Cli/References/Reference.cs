using Fleet.Cli.Commands;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;

namespace Fleet.Cli.References;

/// <summary>What a REF on the command line names.</summary>
internal abstract record Reference
{
    private const string Shapes = "write cluster/NAME, registry/CLUSTER/NAMESPACE/NAME or rollout/NAME";

    /// <summary>What a REF may begin with.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["cluster", "clusters", "registry", "registries", "rollout", "rollouts"];

    private Reference() { }

    /// <summary>Where the API serves it.</summary>
    public abstract string Path { get; }

    /// <summary>The live stream that shows only it.</summary>
    public abstract string WatchPath { get; }

    /// <summary>As <c>watch</c> names it.</summary>
    public abstract string Key { get; }

    /// <exception cref="CommandFault">It names nothing; the message says how to write one.</exception>
    public static Reference Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (kind, rest) = slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
        return kind switch
        {
            "cluster" or "clusters" when ClusterName.TryParse(rest, null, out var name) => new Cluster(name),
            "registry" or "registries" when RegistryKey.TryParse(rest, null, out var key) => new Registry(key),
            "rollout" or "rollouts" when DnsNames.IsLabel(rest) => new Rollout(rest),
            "rollout" or "rollouts" => throw CommandFault.BadInput($"REF '{text}' names no rollout: write rollout/NAME."),
            "cluster" or "clusters" => throw CommandFault.BadInput($"REF '{text}' names no cluster: write cluster/NAME."),
            "registry" or "registries" => throw CommandFault.BadInput($"REF '{text}' names no registry: write registry/CLUSTER/NAMESPACE/NAME."),
            _ => throw CommandFault.BadInput($"REF '{text}' names nothing: {Shapes}."),
        };
    }

    public sealed record Cluster(ClusterName Name) : Reference
    {
        public override string Path => $"clusters/{Name}";
        public override string WatchPath => $"watch?kind=cluster&cluster={Name}";
        public override string Key => Name.ToString();
        public override string ToString() => $"cluster/{Name}";
    }

    public sealed record Rollout(string Name) : Reference
    {
        public override string Path => $"rollouts/{Name}";
        public override string WatchPath => Path + "/watch";
        public override string Key => Name;
        public override string ToString() => $"rollout/{Name}";
    }

    public sealed record Registry(RegistryKey Id) : Reference
    {
        public override string Path => $"registries/{Id}";
        public override string WatchPath => $"watch?kind=registry&cluster={Id.Cluster}&namespace={Id.Namespace}&name={Id.Name}";
        public override string Key => Id.ToString();
        public override string ToString() => $"registry/{Id}";
    }
}
