namespace Fleet.Api.V1;

/// <summary>Changes a registered cluster; what is absent stays.</summary>
/// <param name="Mode"><c>observe</c>, <c>reconcile</c> or <c>olm</c>.</param>
/// <param name="Finalizers">
/// For a cluster that is no longer reconciled. <c>release</c> (default): take the finalizer off its registries; <c>keep</c>: an in-cluster
/// operator will clear it.
/// </param>
/// <param name="Labels">Merged into what there is; null as a value removes a label.</param>
/// <param name="GiveBack">
/// With mode <c>observe</c> or <c>olm</c>: what the fleet owns of the registries becomes the in-cluster operator's, without rolling a pod; finalizers are kept.
/// </param>
public sealed record ChangeCluster(string? Mode = null, string? Finalizers = null, IReadOnlyDictionary<string, string?>? Labels = null, bool GiveBack = false);

/// <summary>What became of a change.</summary>
/// <param name="Released">Registries whose finalizer was taken off.</param>
/// <param name="Problems">What could not be cleaned on the cluster, each with what to do by hand. The change holds all the same.</param>
/// <param name="HandedOver">Objects that became the in-cluster operator's.</param>
public sealed record ChangedCluster(Cluster Cluster, int Released, IReadOnlyList<string> Problems, int HandedOver);
