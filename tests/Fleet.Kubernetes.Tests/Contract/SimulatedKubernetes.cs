using System.Text;
using Fleet.Kubernetes.Connections;
using Fleet.Simulator;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Http;
using Fleet.Simulator.Requests;
using Fleet.Simulator.Store;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>A simulated cluster, with what the suite needs of the controller that writes revisions into Deployments.</summary>
public sealed class SimulatedKubernetes : IContractServer, IAsyncLifetime
{
    /// <summary>One after the other: some restart the server.</summary>
    public const string Collection = "simulated API server";

    private readonly SimulatorCertificates _certificates = SimulatorCertificates.Create(TimeProvider.System);
    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions("sim", "5a5a5a5a"), ClusterImage.Empty, TimeProvider.System, NullLogger.Instance);
    private SimulatorHost? _host;
    private AdminClient? _admin;
    private int _names;

    public int Port { get; private set; }

    /// <summary>What to have go wrong, which no real server does on demand.</summary>
    public FaultPlan Faults => _cluster.Faults;

    public AdminClient Admin => _admin ?? throw new InvalidOperationException("The server is not started yet.");

    public string AdminToken => _cluster.Accounts.AdminToken;

    public (string Certificate, string Key) AdminCertificatePem => _certificates.IssueClient("admin", TimeProvider.System);

    public ClusterConnectionSettings AdminSettings => ContractConnections.Read(_host!.Kubeconfig(_cluster)) with { Server = new Uri($"https://127.0.0.1:{Port}") };

    public ClusterConnectionSettings NobodySettings => AdminSettings with { Token = _cluster.Accounts.AddNobody() };

    public async ValueTask InitializeAsync()
    {
        _cluster.Changed += NoteRevision;
        await StartAsync();
        _admin = new AdminClient(new Uri($"https://127.0.0.1:{Port}"), _certificates.AuthorityPem, AdminToken);
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        await StopAsync();
    }

    public async Task StartAsync()
    {
        _host = await SimulatorHost.StartAsync(_certificates, Port);
        Port = _host.Port;
        _host.Add(_cluster);
        _host.Root = _cluster;
    }

    public async Task StopAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    public Task CompactAsync()
    {
        _cluster.ForgetHistory();
        return Task.CompletedTask;
    }

    public async Task<string> CreateNamespaceAsync(string prefix = "test")
    {
        var name = $"{prefix}-{Interlocked.Increment(ref _names)}";
        await Admin.CreateAsync("api/v1/namespaces", Results.Parse($$"""{"metadata":{"name":"{{name}}"} }"""));
        return name;
    }

    public Task InstallCrdAsync(string group, string kind, string plural, string version = "v1") => Crds.InstallOpenAsync(Admin, group, kind, plural, version);

    public Task<string> CreateServiceAccountAsync(string ns, string name, string clusterRole) => ServiceAccounts.CreateAsync(Admin, ns, name, clusterRole);

    private void NoteRevision(ClusterEvent change)
    {
        if (change is not { Resource: "deployments.apps", Before: null, After: { } deployment }) return;
        var request = new KubeRequest(
            "PATCH",
            $"/apis/apps/v1/namespaces/{deployment.Name.Namespace}/deployments/{deployment.Name.Name}",
            KubeRequest.NoQuery,
            Encoding.UTF8.GetBytes("""{"metadata":{"annotations":{"deployment.kubernetes.io/revision":"1"}}}"""),
            "application/merge-patch+json",
            UserAgent: "kube-controller-manager");
        // Not in the middle of the write that it follows.
        _ = Task.Run(() => _cluster.HandleAsync(request, CancellationToken.None));
    }
}
