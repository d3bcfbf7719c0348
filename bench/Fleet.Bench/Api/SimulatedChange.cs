using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Bench.Scale;
using Fleet.Testing;

namespace Fleet.Bench.Api;

/// <summary>Changes registries in simulated clusters as somebody with kubectl does: a label gets another value.</summary>
internal sealed partial class SimulatedChange
{
    public const string Label = "bench";

    private readonly List<(AdminClient Admin, string Path)> _registries = [];

    public static async Task<SimulatedChange> OpenAsync(SimulatorProcess simulator, HttpClient server, int clusters)
    {
        var change = new SimulatedChange();
        for (var number = 1; number <= clusters; number++)
        {
            var name = $"sim-{number}";
            var kubeconfig = await simulator.KubeconfigAsync(name);
            var address = new Uri(Server().Match(kubeconfig).Groups[1].Value);
            var admin = new AdminClient(
                new Uri(address.GetLeftPart(UriPartial.Authority)), Encoding.UTF8.GetString(Convert.FromBase64String(Authority().Match(kubeconfig).Groups[1].Value)), Token().Match(kubeconfig).Groups[1].Value);
            var one = JsonNode.Parse(await server.GetStringAsync(new Uri($"/api/v1/registries?cluster={name}&limit=1", UriKind.Relative)))!["items"]![0]!;
            change._registries.Add((admin, $"{address.AbsolutePath}/apis/quay.redhat.com/v1/namespaces/{one["namespace"]}/quayregistries/{one["name"]}"));
        }
        return change;
    }

    /// <summary>Gives the label of one registry this value; ends with the API server's answer.</summary>
    public Task MakeAsync(int number)
    {
        var (admin, path) = _registries[number % _registries.Count];
        return admin.MergeAsync(path, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Label] = $"v{number.ToString(CultureInfo.InvariantCulture)}" } } });
    }

    [GeneratedRegex(@"server:\s*(\S+)")]
    private static partial Regex Server();

    [GeneratedRegex(@"certificate-authority-data:\s*(\S+)")]
    private static partial Regex Authority();

    [GeneratedRegex(@"token:\s*([^\s}]+)")]
    private static partial Regex Token();
}
