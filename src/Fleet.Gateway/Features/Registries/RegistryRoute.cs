using System.Collections.Immutable;
using Fleet.Api.V1;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Features.Registries;

/// <summary>The registry that a path names.</summary>
internal readonly record struct RegistryRoute(string Cluster, string Namespace, string Name)
{
    public const string Pattern = "/registries/{cluster}/{namespace}/{name}";

    /// <param name="problem">Everything wrong with the path; null when it names a registry that can exist.</param>
    public bool TryRead(out RegistryKey key, out JsonHttpResult<Problem>? problem)
    {
        if (RegistryKey.TryParse($"{Cluster}/{Namespace}/{Name}", null, out key))
        {
            problem = null;
            return true;
        }
        problem = ProblemResults.BadRequest([.. Faults()]);
        return false;
    }

    private ImmutableArray<FieldError> Faults()
    {
        var faults = ImmutableArray.CreateBuilder<FieldError>();
        if (!DnsNames.IsLabel(Cluster)) faults.Add(Fault("cluster", Cluster, "cluster name"));
        if (!DnsNames.IsLabel(Namespace)) faults.Add(Fault("namespace", Namespace, "namespace"));
        if (!DnsNames.IsSubdomain(Name)) faults.Add(Fault("name", Name, "registry name"));
        return faults.ToImmutable();
    }

    private static FieldError Fault(string parameter, string value, string what) =>
        new(null, parameter, $"'{value}' is no {what}: use lower-case letters, digits and '-', beginning and ending with a letter or digit.");
}
