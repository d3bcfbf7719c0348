using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Fleet.Architecture.Tests;

/// <summary>An assembly of the product, and every assembly, type and member that its code mentions, method bodies included.</summary>
internal sealed record FleetAssembly(string Name, IReadOnlySet<string> Assemblies, IReadOnlySet<string> Types, IReadOnlySet<string> Members)
{
    public static readonly FleetAssembly Api = Read("Fleet.Api");
    public static readonly FleetAssembly Cli = Read("quayfleet");
    public static readonly FleetAssembly Domain = Read("Fleet.Domain");
    public static readonly FleetAssembly Gateway = Read("Fleet.Gateway");
    public static readonly FleetAssembly Grains = Read("Fleet.Grains");
    public static readonly FleetAssembly GrainsAbstractions = Read("Fleet.Grains.Abstractions");
    public static readonly FleetAssembly Kubernetes = Read("Fleet.Kubernetes");
    public static readonly FleetAssembly Silo = Read("Fleet.Silo");
    public static readonly FleetAssembly Simulator = Read("Fleet.Simulator");

    public Assembly Load() => Assembly.Load(Name);

    // The compiler writes a reference for what is used and for nothing else, so this is what the code depends on, not what it could.
    private static FleetAssembly Read(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        var metadata = file.GetMetadataReader();
        return new FleetAssembly(
            name,
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToHashSet(),
            metadata.TypeReferences.Select(handle => NameOf(metadata, handle)).ToHashSet(),
            metadata.MemberReferences.Select(metadata.GetMemberReference)
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}").ToHashSet());
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
