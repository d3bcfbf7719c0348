using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Fleet.Domain.Webhooks;

namespace Fleet.Grains.Webhooks;

/// <summary>
/// Sends signed messages. It follows no redirect, sends no credential of the fleet's, reads nothing of the answer but its status, and connects to no
/// address that <see cref="WebhookAddress"/> excludes, whatever a name leads to.
/// </summary>
internal sealed class WebhookClient(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy would make the connection, and look the name up, where it is not seen.
        UseProxy = false,
        ConnectCallback = ConnectAsync,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>Why the message was not taken; null when it was.</returns>
    public async Task<string?> SendAsync(string url, WebhookSecret secret, RolloutNotice notice, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(notice.Body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(RolloutNotice.ContentType, "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("quay-fleet", null));
        request.Headers.Add("webhook-id", notice.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", secret.Sign(notice.Id, now, notice.Body));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? null : $"it answers {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"it did not answer within {Longest.TotalSeconds} s";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return e.Message;
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = (await Dns.GetHostAddressesAsync(host, cancellationToken)).Where(address => WebhookAddress.MayBeReached(address.GetAddressBytes())).ToArray();
        if (addresses.Length == 0) throw new HttpRequestException($"{host} leads to no address that a receiver may have");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
