using System.Diagnostics;
using System.Text.RegularExpressions;
using Fleet.Testing;
using Xunit;
using YamlDotNet.RepresentationModel;

[assembly: AssemblyFixture(typeof(ApiServer))]

namespace Fleet.Deploy.Tests;

/// <summary>The fleet's own deployment, as far as it can be judged without running a cluster.</summary>
public sealed partial class OverlayTests(ApiServer cluster)
{
    /// <summary>Kinds that the API server of the tests, Kubernetes 1.20, does not serve.</summary>
    private static readonly string[] NotServed = ["policy/v1 PodDisruptionBudget"];

    private readonly Kubectl _kubectl = new(cluster.KubeconfigPath);

    public static TheoryData<string> Overlays => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "deploy/overlays")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task An_api_server_accepts_every_object(string name)
    {
        var overlay = await Overlay.RenderAsync(_kubectl, name);
        // A dry run stores nothing, so what is inside would lack its namespace.
        await _kubectl.RunAsync("create", "namespace", "quay-fleet-of-" + name);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file,
                overlay.Print(o => !NotServed.Contains($"{o.Text("apiVersion")} {o.Text("kind")}") && o.Text("kind") != "Namespace")
                    .Replace("namespace: quay-fleet\n", $"namespace: quay-fleet-of-{name}\n", StringComparison.Ordinal));

            var applied = await _kubectl.RunAsync("apply", "--server-side", "--dry-run=server", "-f", file);

            Assert.Equal(overlay.Objects.Count(o => o.Text("kind") is not ("Namespace" or "PodDisruptionBudget")), applied.Trim().Split('\n').Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_api_server_accepts_the_extras_and_what_they_select_is_in_every_overlay()
    {
        await Crds.InstallOpenAsync(cluster.Admin, "monitoring.coreos.com", "ServiceMonitor", "servicemonitors", "v1");
        await _kubectl.RunAsync("create", "namespace", "quay-fleet-extras");
        var extras = Directory.GetFiles(Path.Combine(Repository.Root, "deploy/extras"), "*.yaml");
        Assert.NotEmpty(extras);
        foreach (var file in extras) await _kubectl.RunAsync("apply", "-n", "quay-fleet-extras", "--server-side", "--dry-run=server", "-f", file);

        var objects = Overlay.Read(await File.ReadAllTextAsync(extras.Single(file => file.EndsWith("servicemonitor.yaml", StringComparison.Ordinal))));
        var (service, monitor) = (objects.Single(o => o.Text("kind") == "Service"), objects.Single(o => o.Text("kind") == "ServiceMonitor"));
        Assert.All(monitor.Map("spec", "selector", "matchLabels"), label => Assert.Contains(label, service.Map("metadata", "labels")));
        Assert.Equal(monitor.Items("spec", "endpoints").Single().Text("port"), service.Items("spec", "ports").Single().Text("name"));
        foreach (var name in Overlays)
            Assert.All(
                (await Overlay.RenderAsync(_kubectl, name)).Pods,
                pod =>
                {
                    Assert.All(service.Map("spec", "selector"), label => Assert.Contains(label, pod.Template.Map("metadata", "labels")));
                    Assert.Contains(pod.Template.Items("spec", "containers").SelectMany(container => container.Items("ports")), port => port.Text("name") == service.Items("spec", "ports").Single().Text("targetPort"));
                });
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_selector_finds_pods(string name)
    {
        var overlay = await Overlay.RenderAsync(_kubectl, name);
        var pods = overlay.Pods.Select(pod => pod.Template.Map("metadata", "labels")).ToList();
        var selectors = overlay.Objects.SelectMany(SelectorsOf).ToList();

        Assert.NotEmpty(selectors);
        Assert.All(selectors, selector => Assert.True(pods.Any(labels => selector.Labels.All(labels.Contains)), $"{selector.Where} selects no pod"));
        Assert.All(overlay.Pods, pod => Assert.True(pod.Owner.Map("spec", "selector", "matchLabels").All(pod.Template.Map("metadata", "labels").Contains), pod.Owner.Name()));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_named_port_account_volume_and_option_exists(string name)
    {
        var overlay = await Overlay.RenderAsync(_kubectl, name);
        var options = OptionName().Matches(await HelpAsync()).Select(match => match.Value).ToHashSet();
        Assert.Contains("QUAYFLEET_URLS", options);

        foreach (var (owner, template) in overlay.Pods)
        {
            Assert.Contains(overlay.Objects, o => o.Name() == $"ServiceAccount {template.Text("spec", "serviceAccountName")}");
            var volumes = template.Items("spec", "volumes").Concat(owner.Items("spec", "volumeClaimTemplates").Select(claim => claim.At("metadata")!)).Select(volume => volume.Text("name")).ToList();
            foreach (var container in template.Items("spec", "containers"))
            {
                Assert.All(container.Items("volumeMounts"), mount => Assert.Contains(mount.Text("name"), volumes));
                var variables = container.Items("env").Select(variable => variable.Text("name")!).Where(variable => variable.StartsWith("QUAYFLEET_", StringComparison.Ordinal));
                Assert.All(variables, variable => Assert.True(options.Contains(variable), $"{owner.Name()}: {variable} is no option of the server"));
                var ports = container.Items("ports").Select(port => port.Text("name")).ToList();
                Assert.All((string[])["startupProbe", "livenessProbe", "readinessProbe"], probe => Assert.Contains(container.Text(probe, "httpGet", "port"), ports));
            }
        }
        foreach (var service in overlay.Objects.Where(o => o.Text("kind") == "Service"))
            foreach (var (_, template) in overlay.Pods.Where(pod => service.Map("spec", "selector").All(pod.Template.Map("metadata", "labels").Contains)))
                foreach (var port in service.Items("spec", "ports"))
                    Assert.Contains(template.Items("spec", "containers").SelectMany(container => container.Items("ports")), p => p.Text("name") == port.Text("targetPort"));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_pod_may_do_as_little_as_the_restricted_profile_allows(string name)
    {
        foreach (var (owner, template) in (await Overlay.RenderAsync(_kubectl, name)).Pods)
        {
            Assert.Equal("true", template.Text("spec", "securityContext", "runAsNonRoot"));
            Assert.Equal("RuntimeDefault", template.Text("spec", "securityContext", "seccompProfile", "type"));
            foreach (var container in template.Items("spec", "containers"))
            {
                Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
                Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
                Assert.Equal("ALL", Assert.Single(container.Items("securityContext", "capabilities", "drop")).ToString());
                Assert.NotNull(container.At("resources", "requests", "memory"));
                Assert.NotNull(container.At("resources", "limits", "memory"));
            }
            // The server ends within ten seconds of being asked to.
            Assert.True(int.Parse(template.Text("spec", "terminationGracePeriodSeconds")!, System.Globalization.CultureInfo.InvariantCulture) > 10, owner.Name());
        }
    }

    private static IEnumerable<(string Where, Dictionary<string, string> Labels)> SelectorsOf(YamlMappingNode o)
    {
        Dictionary<string, string>[] found = o.Text("kind") switch
        {
            "Service" => [o.Map("spec", "selector")],
            "PodDisruptionBudget" => [o.Map("spec", "selector", "matchLabels")],
            "NetworkPolicy" =>
            [
                o.Map("spec", "podSelector", "matchLabels"),
                .. o.Items("spec", "ingress").SelectMany(rule => rule.Items("from")).Concat(o.Items("spec", "egress").SelectMany(rule => rule.Items("to")))
                    .Select(peer => peer.Map("podSelector", "matchLabels")),
            ],
            "Deployment" or "StatefulSet" => [.. o.Items("spec", "template", "spec", "topologySpreadConstraints").Select(spread => spread.Map("labelSelector", "matchLabels"))],
            _ => [],
        };
        return found.Select(labels => (o.Name(), labels));
    }

    private static async Task<string> HelpAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Fleet.Silo.dll"), "--help"]) { RedirectStandardOutput = true };
        // Wide enough that no name is broken in two.
        start.Environment["COLUMNS"] = "500";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    [GeneratedRegex("QUAYFLEET_[A-Z_]+")]
    private static partial Regex OptionName();
}
