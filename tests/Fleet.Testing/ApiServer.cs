using System.Text.Json.Nodes;
using Xunit;

namespace Fleet.Testing;

/// <summary>
/// A real kube-apiserver and etcd, on loopback, for a test assembly: <c>[assembly: AssemblyFixture(typeof(ApiServer))]</c>, or a subclass
/// that names controllers. Tests share it, so each takes a namespace of its own. What it starts ends with the test process, even if that
/// is killed.
/// </summary>
public class ApiServer : IAsyncLifetime
{
    private readonly string _controllers;
    private readonly string _directory = Directory.CreateTempSubdirectory("quay-fleet-kube-").FullName;
    private readonly HttpClient _etcd = new();
    private AdminClient? _admin;
    private int _names;

    public ApiServer()
        : this("")
    {
    }

    /// <param name="controllers">For the controller manager's <c>--controllers</c>, such as <c>deployment,namespace</c>; empty for none.</param>
    protected ApiServer(string controllers) => _controllers = controllers;

    public string KubeconfigPath => Path.Combine(_directory, "admin.kubeconfig");

    /// <summary>Of whoever the token belongs to.</summary>
    public string KubeconfigOf(string token) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["current-context"] = "it",
        ["contexts"] = new JsonArray(new JsonObject { ["name"] = "it", ["context"] = new JsonObject { ["cluster"] = "it", ["user"] = "it" } }),
        ["users"] = new JsonArray(new JsonObject { ["name"] = "it", ["user"] = new JsonObject { ["token"] = token } }),
        ["clusters"] = new JsonArray(new JsonObject
        {
            ["name"] = "it",
            ["cluster"] = new JsonObject
            {
                ["server"] = Address.ToString(),
                ["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(CertificateAuthorityPem)),
            },
        }),
    }.ToJsonString();

    /// <summary>Of a user without any rights.</summary>
    public string NobodyKubeconfigPath => Path.Combine(_directory, "nobody.kubeconfig");

    /// <summary>What the fleet, as the ServiceAccount of <c>deploy/member-cluster/rbac.yaml</c>, asks for from now on.</summary>
    public AuditLog Audit() => new(Path.Combine(_directory, "audit.log"));

    public string CertificateAuthorityPem => File.ReadAllText(Path.Combine(_directory, "ca.crt"));

    /// <summary>A client certificate of a cluster admin, and its key.</summary>
    public (string Certificate, string Key) AdminCertificatePem =>
        (File.ReadAllText(Path.Combine(_directory, "admin.crt")), File.ReadAllText(Path.Combine(_directory, "admin.key")));

    public string AdminToken => File.ReadLines(Path.Combine(_directory, "tokens.csv")).First().Split(',')[0];

    public int Port => int.Parse(Setting("api_port"), System.Globalization.CultureInfo.InvariantCulture);

    public Uri Address => new($"https://127.0.0.1:{Port}");

    /// <summary>A client that is none of the code under test.</summary>
    public AdminClient Admin => _admin ?? throw new InvalidOperationException("The server is not started yet.");

    public async ValueTask InitializeAsync()
    {
        string[] controllers = _controllers.Length == 0 ? [] : ["--controllers", _controllers];
        await KubeScript.RunAsync("up.sh", [_directory, "--owner", $"{Environment.ProcessId}", .. controllers]);
        _admin = new AdminClient(Address, CertificateAuthorityPem, AdminToken);
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        _etcd.Dispose();
        await KubeScript.RunAsync("down.sh", [_directory]);
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    public Task StopAsync() => KubeScript.RunAsync("down.sh", [_directory, "apiserver"]);

    public Task StartAsync() => KubeScript.RunAsync("up.sh", [_directory]);

    /// <summary>Its watch caches start from what etcd holds now, so with <see cref="CompactAsync"/> older positions are gone.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Makes etcd forget every revision before the current one: continue tokens expire at once.</summary>
    public async Task CompactAsync()
    {
        var header = await EtcdAsync("range", new JsonObject { ["key"] = "Lw==" });
        await EtcdAsync("compaction", new JsonObject { ["revision"] = (string)header["header"]!["revision"]!, ["physical"] = true });
    }

    /// <summary>A namespace of the caller's own.</summary>
    public async Task<string> CreateNamespaceAsync(string prefix = "test")
    {
        var name = $"{prefix}-{Interlocked.Increment(ref _names)}";
        await Admin.CreateAsync("api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        return name;
    }

    /// <summary>Creates the CustomResourceDefinitions of YAML files (several documents each are fine) and waits until they are served.</summary>
    public async Task InstallCrdsAsync(params string[] paths)
    {
        foreach (var path in paths)
            foreach (var document in (await File.ReadAllTextAsync(path)).Split("\n---"))
                if (document.Contains("kind: CustomResourceDefinition", StringComparison.Ordinal))
                    await Crds.InstallAsync(Admin, document);
    }

    /// <summary>Creates a CustomResourceDefinition of which only the names matter: any content is kept.</summary>
    public Task InstallCrdAsync(string group, string kind, string plural, string version = "v1") =>
        Crds.InstallOpenAsync(Admin, group, kind, plural, version);

    /// <inheritdoc cref="ServiceAccounts.CreateAsync"/>
    public Task<string> CreateServiceAccountAsync(string ns, string name, string clusterRole) => ServiceAccounts.CreateAsync(Admin, ns, name, clusterRole);

    private async Task<JsonObject> EtcdAsync(string verb, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString());
        using var response = await _etcd.PostAsync(new Uri($"http://127.0.0.1:{Setting("etcd_port")}/v3/kv/{verb}"), content);
        var text = await response.Content.ReadAsStringAsync();
        // Two tests may compact to the same revision; the second is too late, not wrong.
        if (!response.IsSuccessStatusCode && !text.Contains("has been compacted", StringComparison.Ordinal))
            throw new InvalidOperationException($"etcd: {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private string Setting(string name) =>
        File.ReadLines(Path.Combine(_directory, "settings")).First(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
