using System.Net;
using System.Net.Sockets;

namespace Fleet.Silo.Hosting;

/// <summary>Where the server listens, tried before anything is started: what cannot be had is told in one line.</summary>
internal static class ListenAddresses
{
    /// <param name="urls">As <c>--urls</c> has them.</param>
    /// <exception cref="StartRefusedException">An address cannot be read, or not be listened on.</exception>
    public static void Try(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryRead(url, out var address)) throw Refused(url, "this is no address. Give one such as http://127.0.0.1:8080.");
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0) continue;
            try
            {
                var place = Place(address);
                using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (place.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
                socket.Bind(place);
            }
            catch (SocketException e)
            {
                throw Refused(url, e.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => "somebody listens there already. Stop that one, or choose another port: make run ARGS='--urls http://127.0.0.1:9000'.",
                    SocketError.AccessDenied => "this user may not listen there. Choose a port from 1024 on.",
                    SocketError.AddressNotAvailable => "this is no address of this machine. Give one that is, or http://127.0.0.1:8080.",
                    _ => $"it cannot be listened on ({e.SocketErrorCode}). Choose another.",
                });
            }
        }
    }

    private static bool TryRead(string url, out BindingAddress address)
    {
        try
        {
            address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            address = null!;
            return false;
        }
    }

    // As the web server reads it: what is no number is every address.
    private static IPEndPoint Place(BindingAddress address) =>
        string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase) ? new IPEndPoint(IPAddress.Loopback, address.Port)
        : IPAddress.TryParse(address.Host, out var ip) ? new IPEndPoint(ip, address.Port)
        : new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, address.Port);

    private static StartRefusedException Refused(string url, string why) => new(StartRefusedException.BadUsage, $"--urls {url}: {why}");
}
