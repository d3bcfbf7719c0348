namespace Fleet.Api.V1;

/// <summary>What became of a removal.</summary>
/// <param name="Released">Registries whose finalizer was taken off.</param>
/// <param name="Problems">What could not be cleaned on the cluster, each with what to do by hand. The cluster is removed all the same.</param>
public sealed record RemovedCluster(string Name, int Released, IReadOnlyList<string> Problems);
