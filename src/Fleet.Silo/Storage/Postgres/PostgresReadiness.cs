using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>Whether PostgreSQL answers and takes writes.</summary>
internal sealed class PostgresReadiness(PostgresStore store) : IHealthCheck
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // A server that hangs does not answer a cancellation either, so waiting ends by itself.
            var readOnly = await store.RunAsync(
                connection => connection.ExecuteScalarAsync<string>(new CommandDefinition("show transaction_read_only", cancellationToken: cancellationToken)),
                cancellationToken).WaitAsync(Limit, TimeProvider.System, cancellationToken);
            return readOnly == "on"
                ? HealthCheckResult.Unhealthy($"store: PostgreSQL at {store.Server} is read-only")
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"store: PostgreSQL at {store.Server} does not answer", e);
        }
    }
}
