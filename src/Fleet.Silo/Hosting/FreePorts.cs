using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Fleet.Silo.Hosting;

/// <summary>
/// Loopback ports that nobody uses, so that several servers can run on one machine. They are none that the kernel gives to outgoing
/// connections: such a port may be lost to one between being found and being listened on, or while its server is restarted.
/// </summary>
internal static class FreePorts
{
    private const int Lowest = 10_000;
    private const int UsualLowestOutgoing = 32_768;
    private const int Attempts = 1000;

    /// <summary>Two different ports. Another process may take one before it is used; then the start fails and says so.</summary>
    public static (int Silo, int Gateway) Find()
    {
        using var first = Listen();
        using var second = Listen();
        return (PortOf(first), PortOf(second));
    }

    public static int FindOne()
    {
        using var listener = Listen();
        return PortOf(listener);
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static TcpListener Listen()
    {
        var end = LowestOutgoing();
        for (var attempt = 0; end > Lowest && attempt < Attempts; attempt++)
            if (TryListen(RandomNumberGenerator.GetInt32(Lowest, end)) is { } listener) return listener;
        return TryListen(0) ?? throw new InvalidOperationException("This machine has no free loopback port: end what listens on them.");
    }

    private static TcpListener? TryListen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    private static int LowestOutgoing()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(Range) && int.TryParse(File.ReadAllText(Range).Split('\t', ' ')[0], out var lowest) ? lowest : UsualLowestOutgoing;
    }
}
