using Dapper;

namespace Fleet.Silo.Storage.Postgres;

/// <inheritdoc cref="IGrainStateTable"/>
public sealed class PostgresGrainStateTable(PostgresStore store) : IGrainStateTable
{
    public Task<GrainStateRow?> ReadAsync(string type, string id) =>
        store.RunAsync(connection => connection.QuerySingleOrDefaultAsync<GrainStateRow>(GrainStateSql.Read, new { type, id }));

    public Task<bool> InsertAsync(string type, string id, byte[] payload) => WriteAsync(GrainStateSql.Insert, new { type, id, payload });

    public Task<bool> UpdateAsync(string type, string id, long version, byte[] payload) => WriteAsync(GrainStateSql.Update, new { type, id, version, payload });

    public Task<bool> DeleteAsync(string type, string id, long version) => WriteAsync(GrainStateSql.Delete, new { type, id, version });

    private async Task<bool> WriteAsync(string sql, object row) => await store.RunAsync(connection => connection.ExecuteAsync(sql, row)) > 0;
}
