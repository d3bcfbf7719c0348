using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Fleet.Silo.Hosting;

namespace Fleet.Silo.Storage;

/// <summary>
/// The folder given by <c>--data</c>: the database, the fleet's key and the first admin token. One process at a time holds it.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "fleet.db");

    public string AdminToken => System.IO.Path.Combine(Path, "admin.token");

    /// <summary>Creates the folder when it is absent and locks it; false, with the reason and the remedy, when that cannot be done.</summary>
    /// <param name="shared">Whether several servers of one fleet may use it at once; never together with one that has it for itself.</param>
    public static bool TryOpen(string path, bool shared, [NotNullWhen(true)] out DataDirectory? directory, [NotNullWhen(false)] out string? problem)
    {
        directory = null;
        problem = null;
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(full, OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"--data {path}: the folder cannot be created or written ({e.Message}) Choose another one.";
            return false;
        }
        try
        {
            directory = new DataDirectory(full, Lock(System.IO.Path.Combine(full, "lock"), shared));
            return true;
        }
        catch (IOException)
        {
            problem = $"--data {path}: another process is using it. Stop that one, or choose another folder.";
        }
        catch (UnauthorizedAccessException e)
        {
            problem = $"--data {path}: {e.Message} Choose a folder this user may write.";
        }
        return false;
    }

    /// <summary>The fleet's master key, 32 bytes, made at the first start; readable by its owner only.</summary>
    /// <exception cref="InvalidDataException">The file is there and is no key.</exception>
    public byte[] MasterKey()
    {
        if (!HasMasterKey) KeepMasterKey(RandomNumberGenerator.GetBytes(32));
        return KeyFiles.ReadKey(KeyFile)
            ?? throw new InvalidDataException($"{KeyFile} is no fleet key (32 bytes in base64). Restore it from a backup: without it the stored cluster credentials cannot be read.");
    }

    public bool HasMasterKey => File.Exists(KeyFile);

    private string KeyFile => System.IO.Path.Combine(Path, "fleet.key");

    /// <summary>Writes a key that came from elsewhere into a folder that has none.</summary>
    public void KeepMasterKey(byte[] key) => WriteOnce(KeyFile, Convert.ToBase64String(key));

    private string Migrated => System.IO.Path.Combine(Path, "migrated");

    /// <summary>Notes that the fleet in this folder has moved to PostgreSQL.</summary>
    public void MarkMigrated(string target) => WriteOnce(Migrated, target);

    public void UnmarkMigrated() => File.Delete(Migrated);

    /// <exception cref="StartRefusedException">The fleet in this folder has moved; two of one id must not both write.</exception>
    public void RefuseMigrated()
    {
        if (!File.Exists(Migrated)) return;
        throw new StartRefusedException(
            StartRefusedException.BadUsage,
            $"--data {Path}: this fleet has moved to PostgreSQL at {File.ReadAllText(Migrated).Trim()}: start with --postgres. If it never arrived there, delete {Migrated}.");
    }

    /// <summary>The admin token, made at the first start: 32 random bytes in URL-safe base64 behind <c>qf_</c>.</summary>
    public string EnsureAdminToken()
    {
        if (!File.Exists(AdminToken))
            WriteOnce(AdminToken, "qf_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        return File.ReadAllText(AdminToken).Trim();
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string file, bool shared)
    {
        if (!shared) return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        // Two steps: a shared lock is had by opening for reading only, which creates nothing.
        if (!File.Exists(file)) File.Open(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    // Written aside and renamed, so that a crash leaves no half of a key.
    private static void WriteOnce(string file, string text)
    {
        var aside = file + ".new";
        File.Delete(aside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(aside, options))
        using (var writer = new StreamWriter(stream))
        {
            writer.WriteLine(text);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }
        File.Move(aside, file, overwrite: false);
    }
}
