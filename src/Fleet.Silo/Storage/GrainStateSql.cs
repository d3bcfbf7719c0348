namespace Fleet.Silo.Storage;

/// <summary>The statements on <c>grain_state</c>, which SQLite and PostgreSQL understand alike.</summary>
internal static class GrainStateSql
{
    public const string Read = "select version, payload from grain_state where type = @type and id = @id";
    public const string Insert = "insert into grain_state (type, id, version, payload) values (@type, @id, 1, @payload) on conflict do nothing";
    public const string Update = "update grain_state set payload = @payload, version = version + 1 where type = @type and id = @id and version = @version";
    public const string Delete = "delete from grain_state where type = @type and id = @id and version = @version";
}
