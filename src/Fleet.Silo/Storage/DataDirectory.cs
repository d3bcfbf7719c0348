using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

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
    public static bool TryOpen(string path, [NotNullWhen(true)] out DataDirectory? directory, [NotNullWhen(false)] out string? problem)
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
            directory = new DataDirectory(full, new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
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
        var file = System.IO.Path.Combine(Path, "fleet.key");
        if (!File.Exists(file)) WriteOnce(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var buffer = new byte[32];
        return Convert.TryFromBase64String(File.ReadAllText(file).Trim(), buffer, out var length) && length == 32
            ? buffer
            : throw new InvalidDataException($"{file} is no fleet key (32 bytes in base64). Restore it from a backup: without it the stored cluster credentials cannot be read.");
    }

    /// <summary>The admin token, made at the first start: 32 random bytes in URL-safe base64 behind <c>qf_</c>.</summary>
    public string EnsureAdminToken()
    {
        if (!File.Exists(AdminToken))
            WriteOnce(AdminToken, "qf_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        return File.ReadAllText(AdminToken).Trim();
    }

    public void Dispose() => _lock.Dispose();

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
