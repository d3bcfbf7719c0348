using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fleet.Silo.Storage;

/// <summary>Whether the embedded database can be read and its writer runs.</summary>
internal sealed class EmbeddedReadiness(EmbeddedStore store) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Changes nothing, and fails where a change would: full disk, read-only folder, a writer that hangs.
            await store.WriteAsync((connection, transaction) => connection.Execute("update fleet set value = value where name = 'id'", transaction: transaction), cancellationToken)
                .WaitAsync(Limit, TimeProvider.System, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is SqliteException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("store: the embedded database does not take writes", e);
        }
    }
}
