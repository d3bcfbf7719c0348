using System.Security.Cryptography;
using System.Text;
using Dapper;
using Fleet.Silo.Hosting;
using Npgsql;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>
/// What all servers of a fleet share: its id, its key and its admin token. The first server makes them, the others take part. The caller
/// holds the <see cref="PostgresLock"/>. Files are written before the rows that speak of them: a crash between leaves a file that the
/// next start takes up, never a row without its file.
/// </summary>
internal sealed class PostgresFleet(NpgsqlConnection connection, DataDirectory data, string password, Action<string> warn)
{
    private const string Id = "id";
    private const string KeyFingerprint = "key-fingerprint";
    private const string WrappedKey = "wrapped-key";
    private const string TokenHash = "admin-token-hash";

    public async Task<string> IdAsync()
    {
        if (await GetAsync(Id) is { } known) return known;
        var made = FleetIdentity.New();
        await SetAsync(Id, made);
        return made;
    }

    /// <param name="keyFile">A mounted Secret with the key; null when the servers share it through the database.</param>
    /// <exception cref="StartRefusedException">This server's key is not the fleet's, or it cannot get at it.</exception>
    public async Task<byte[]> KeyAsync(string? keyFile)
    {
        var fingerprint = await GetAsync(KeyFingerprint);
        if (keyFile is not null)
        {
            var given = KeyFiles.ReadKey(keyFile) ?? throw Refused($"--key-file {keyFile}: it cannot be read, or is no key. Give 32 random bytes in base64.");
            Check(given, fingerprint, $"--key-file {keyFile}", "Mount the Secret the fleet was started with.");
            if (fingerprint is null) await SetAsync(KeyFingerprint, KeyWrap.Fingerprint(given));
            await connection.ExecuteAsync("delete from fleet where name = @WrappedKey", new { WrappedKey });
            return given;
        }
        var key = fingerprint is null || data.HasMasterKey ? data.MasterKey() : await UnwrapAsync();
        Check(key, fingerprint, Path.Combine(data.Path, "fleet.key"), "Use this fleet's folder, or an empty one, or another database.");
        if (!data.HasMasterKey) data.KeepMasterKey(key);
        await ShareAsync(key, first: fingerprint is null);
        return key;
    }

    /// <summary>SHA-256 of the admin token that every server of the fleet accepts.</summary>
    public async Task<byte[]> TokenHashAsync(string? tokenFile)
    {
        var known = await GetAsync(TokenHash);
        if (tokenFile is not null)
        {
            var given = Hash(KeyFiles.ReadToken(tokenFile) ?? throw Refused($"--admin-token-file {tokenFile}: it cannot be read, or is empty. Put the token into it."));
            if (given != known) await SetAsync(TokenHash, given);
            return Convert.FromHexString(given);
        }
        if (known is null)
        {
            known = Hash(data.EnsureAdminToken());
            await SetAsync(TokenHash, known);
        }
        else if (File.Exists(data.AdminToken) && Hash((await File.ReadAllTextAsync(data.AdminToken)).Trim()) != known)
        {
            warn($"{data.AdminToken} is not this fleet's token; the server that made the fleet has it.");
        }
        return Convert.FromHexString(known);
    }

    private async Task<byte[]> UnwrapAsync()
    {
        var wrapped = await GetAsync(WrappedKey)
            ?? throw Refused("--key-file: this fleet's key is not kept in its database. Give the file that its other servers use.");
        return KeyWrap.Unwrap(wrapped, password)
            ?? throw Refused("--postgres: the password has changed since the fleet's key was kept under it. Start a server first that has its fleet.key, or give --key-file.");
    }

    private async Task ShareAsync(byte[] key, bool first)
    {
        var wrapped = await GetAsync(WrappedKey);
        // A fleet with --key-file keeps nothing of its key here, also when a server still has a copy of its own.
        if (!first && wrapped is null) return;
        if (password.Length == 0)
            warn("The connection has no password, so whoever can read the database can read the fleet's key and every cluster credential. Give the key by --key-file instead.");
        if (wrapped is null || KeyWrap.Unwrap(wrapped, password) is null) await SetAsync(WrappedKey, KeyWrap.Wrap(key, password));
        if (first) await SetAsync(KeyFingerprint, KeyWrap.Fingerprint(key));
    }

    private static void Check(byte[] key, string? fingerprint, string source, string remedy)
    {
        if (fingerprint is not null && KeyWrap.Fingerprint(key) != fingerprint)
            throw Refused($"{source}: this is not the key of the fleet in the database, whose credentials it could not open. {remedy}");
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static StartRefusedException Refused(string message) => new(StartRefusedException.BadUsage, message);

    private Task<string?> GetAsync(string name) => connection.QuerySingleOrDefaultAsync<string>("select value from fleet where name = @name", new { name });

    private Task<int> SetAsync(string name, string value) => connection.ExecuteAsync(
        "insert into fleet (name, value) values (@name, @value) on conflict (name) do update set value = excluded.value", new { name, value });
}
