using System.Security.Cryptography;
using System.Text;
using Fleet.Grains.Security;
using Fleet.Silo.Storage;
using Xunit;

namespace Fleet.Grains.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _folder = FleetServer.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_process_at_a_time_holds_it()
    {
        Assert.True(DataDirectory.TryOpen(_folder, shared: false, out var first, out _));
        Assert.False(DataDirectory.TryOpen(_folder, shared: false, out _, out var problem));
        Assert.Contains("another process is using it", problem, StringComparison.Ordinal);

        first.Dispose();
        Assert.True(DataDirectory.TryOpen(_folder, shared: false, out var second, out _));
        second.Dispose();
    }

    [Fact]
    public void Key_and_token_are_made_once_and_readable_by_their_owner_only()
    {
        Assert.True(DataDirectory.TryOpen(_folder, shared: false, out var data, out _));
        using (data)
        {
            Assert.Equal(data.MasterKey(), data.MasterKey());
            Assert.Equal(data.EnsureAdminToken(), data.EnsureAdminToken());
            if (OperatingSystem.IsWindows()) return;
            foreach (var file in (string[])["fleet.key", "admin.token"])
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, file)));
        }
    }

    [Fact]
    public void A_damaged_key_is_refused_rather_than_replaced()
    {
        File.WriteAllText(Path.Combine(_folder, "fleet.key"), "nonsense");
        Assert.True(DataDirectory.TryOpen(_folder, shared: false, out var data, out _));
        using (data) Assert.Throws<InvalidDataException>(data.MasterKey);
    }

    [Fact]
    public void Sealed_credentials_open_under_the_same_key_and_cluster_only()
    {
        var box = new SecretBox(new FleetKeys(RandomNumberGenerator.GetBytes(32), "fleet-a"));
        var other = new SecretBox(new FleetKeys(RandomNumberGenerator.GetBytes(32), "fleet-a"));

        var @sealed = box.Seal("token: s3cret", "prod-1");

        Assert.Equal("token: s3cret", box.Open(@sealed, "prod-1"));
        Assert.DoesNotContain("s3cret", Encoding.UTF8.GetString(@sealed), StringComparison.Ordinal);
        Assert.ThrowsAny<CryptographicException>(() => box.Open(@sealed, "prod-2"));
        Assert.ThrowsAny<CryptographicException>(() => other.Open(@sealed, "prod-1"));
    }
}
