using System.Net;
using System.Net.Sockets;

namespace Fleet.Silo.Hosting;

/// <summary>Loopback ports for Orleans that nobody else uses, so that several servers can run on one machine.</summary>
internal static class FreePorts
{
    /// <summary>Two different ports. Another process may take one before it is used; then the start fails and says so.</summary>
    public static (int Silo, int Gateway) Find()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
