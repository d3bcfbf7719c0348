using Fleet.Domain.Status;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>What is being done to registries, as the API shows it.</summary>
internal static class TranslateOperations
{
    /// <summary>Null when nothing is under way.</summary>
    public static Wire.Operation? ToOperation(this RegistryReading reading) => RegistryOperation.Of(reading) is { } operation && reading.Summary.Key is var key
        ? new Wire.Operation(
            key.Cluster.ToString(), key.Namespace, key.Name, operation.Kind.ToWire(), operation.From, operation.To, operation.IsMigrating, operation.Since, operation.Rollout, operation.WaitsFor,
            reading.Freshness.ToWire())
        : null;

    private static Wire.OperationKind ToWire(this OperationKind kind) => kind switch
    {
        OperationKind.Install => Wire.OperationKind.Install,
        OperationKind.Upgrade => Wire.OperationKind.Upgrade,
        OperationKind.Migration => Wire.OperationKind.Migration,
        OperationKind.Change => Wire.OperationKind.Change,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
    };
}
