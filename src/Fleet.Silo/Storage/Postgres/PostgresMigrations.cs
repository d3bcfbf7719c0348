using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using Fleet.Silo.Hosting;
using Fleet.Silo.Storage.Migrations;
using Npgsql;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>Brings PostgreSQL's schema up to date. The caller holds the <see cref="PostgresLock"/>.</summary>
internal static class PostgresMigrations
{
    /// <exception cref="StartRefusedException">The database is newer than this build, or a script failed.</exception>
    public static async Task RunAsync(NpgsqlConnectionStringBuilder connection, CancellationToken cancellationToken)
    {
        var scripts = MigrationScripts.Of("Postgres");
        var engine = Engine(connection, scripts);
        // DbUp's calls block.
        var executed = await Task.Run(engine.GetExecutedScripts, cancellationToken);
        if (MigrationScripts.Refusal(scripts, executed) is { } refusal) throw new StartRefusedException(StartRefusedException.BadUsage, "--postgres: " + refusal);
        if (!engine.IsUpgradeRequired()) return;
        var upgrade = await Task.Run(engine.PerformUpgrade, cancellationToken);
        if (!upgrade.Successful)
        {
            throw new StartRefusedException(
                StartRefusedException.Failed,
                $"--postgres: the database could not be brought up to date: {upgrade.ErrorScript?.Name}: {upgrade.Error.Message}",
                upgrade.Error);
        }
    }

    private static UpgradeEngine Engine(NpgsqlConnectionStringBuilder connection, IEnumerable<SqlScript> scripts)
    {
        // Statements of a script are not worth preparing, and its connections not worth keeping.
        var own = new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false, MaxAutoPrepare = 0, CommandTimeout = 0 };
        return DeployChanges.To
            .PostgresqlDatabase(own.ConnectionString)
            .WithScripts(scripts)
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build();
    }
}
