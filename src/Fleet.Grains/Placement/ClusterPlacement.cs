using Orleans.Placement;

namespace Fleet.Grains.Placement;

/// <summary>
/// Puts the grains of one cluster on one silo, so that a single connection serves them and Secret values never cross silos.
/// Works for keys that begin with the cluster's name.
/// </summary>
[GenerateSerializer, Immutable]
public sealed class ClusterPlacementStrategy : PlacementStrategy;

/// <inheritdoc cref="ClusterPlacementStrategy"/>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClusterPlacementAttribute() : PlacementAttribute(new ClusterPlacementStrategy());
