using System.Collections.Concurrent;
using Fleet.Kubernetes.Connections;
using Fleet.Kubernetes.Tests.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Kubernetes.Tests.Scripted;

/// <summary>Says over HTTP what a real API server of 1.20 cannot be brought to say. Serves ConfigMaps.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string EmptyList = """{"metadata":{"resourceVersion":"10"},"items":[]}""";

    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    /// <summary>Method and path with query of every request, discovery left out.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="answer">Gets the number of the request of this verb, from 1.</param>
    public static async Task<ScriptedServer> StartAsync(Func<HttpContext, string, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedServer(builder.Build());
        var counts = new ConcurrentDictionary<string, int>();
        server._app.Run(async context =>
        {
            if (Discovery(context.Request.Path) is { } document)
            {
                await context.Response.WriteAsync(document);
                return;
            }

            var verb = context.Request.Query.ContainsKey("watch") ? "WATCH" : context.Request.Method;
            server.Requests.Enqueue($"{verb} {context.Request.Path}{context.Request.QueryString}");
            await answer(context, verb, counts.AddOrUpdate(verb, 1, (_, count) => count + 1));
        });
        await server._app.StartAsync();
        return server;
    }

    public KubernetesApi Connect(KubernetesApiOptions? options = null) => KubernetesApi.Connect(
        new ClusterConnectionSettings(new Uri(_app.Urls.Single())), options ?? ContractConnections.Options, TimeProvider.System, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // open watches are not waited for
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static string? Discovery(PathString path) => path.Value switch
    {
        "/version" => """{"gitVersion":"v1.99.0"}""",
        "/apis" => """{"groups":[]}""",
        "/api/v1" => """{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true}]}""",
        "/api/v1/namespaces/openshift-config-managed" => "{}",
        _ => null,
    };
}
