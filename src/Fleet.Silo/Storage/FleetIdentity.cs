using System.Security.Cryptography;
using Dapper;

namespace Fleet.Silo.Storage;

/// <summary>The fleet's id: made once, kept in the database, held in a Lease on every cluster it writes to.</summary>
public static class FleetIdentity
{
    public static string New() => "fleet-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public static async Task<string> EnsureAsync(EmbeddedStore store)
    {
        var candidate = New();
        await store.WriteAsync((connection, transaction) => connection.Execute(
            "insert into fleet (name, value) values ('id', @candidate) on conflict do nothing", new { candidate }, transaction));
        return await store.ReadAsync(connection => connection.QuerySingle<string>("select value from fleet where name = 'id'"));
    }
}
