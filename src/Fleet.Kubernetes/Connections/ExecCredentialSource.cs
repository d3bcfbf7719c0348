using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Fleet.Kubernetes.Connections;

/// <summary>Runs an exec plugin and keeps its token until shortly before it expires, or until the server refuses it.</summary>
internal sealed class ExecCredentialSource(ExecPlugin plugin, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _single = new(1);
    private string? _token;
    private DateTimeOffset _expires;

    public async Task<string> TokenAsync(CancellationToken cancellation)
    {
        await _single.WaitAsync(cancellation);
        try
        {
            if (_token is not null && time.GetUtcNow() + Margin < _expires) return _token;
            (_token, _expires) = Parse(await RunAsync(cancellation));
            return _token;
        }
        finally
        {
            _single.Release();
        }
    }

    public void Forget() => _token = null;

    public void Dispose() => _single.Dispose();

    private async Task<string> RunAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in plugin.Environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] =
            $$"""{"apiVersion":"{{plugin.ApiVersion}}","kind":"ExecCredential","spec":{"interactive":false} }""";
        try
        {
            using var process = Process.Start(start) ?? throw new ExecCredentialException($"exec plugin '{plugin.Command}' did not start.");
            try
            {
                process.StandardInput.Close();
                // Read and dropped: a full pipe would hang it, and the text may hold secrets.
                var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellation);
                var output = await process.StandardOutput.ReadToEndAsync(cancellation);
                await errors;
                await process.WaitForExitAsync(cancellation);
                return process.ExitCode == 0
                    ? output
                    : throw new ExecCredentialException($"exec plugin '{plugin.Command}' ended with code {process.ExitCode}; run it by hand to see why.");
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception)
        {
            throw new ExecCredentialException($"exec plugin '{plugin.Command}' cannot be run on this machine; install it or use a token.");
        }
    }

    private (string Token, DateTimeOffset Expires) Parse(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var status = document.RootElement.GetProperty("status");
            var token = status.GetProperty("token").GetString() ?? throw new KeyNotFoundException();
            var expires = status.TryGetProperty("expirationTimestamp", out var text) && text.TryGetDateTimeOffset(out var at) ? at : DateTimeOffset.MaxValue;
            return (token, expires);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ExecCredentialException($"exec plugin '{plugin.Command}' printed no ExecCredential with a token.");
        }
    }
}

/// <summary>An exec plugin gave no credential; the message names it and says what to do.</summary>
internal sealed class ExecCredentialException(string message) : Exception(message);
