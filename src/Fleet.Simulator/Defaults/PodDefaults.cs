using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

/// <summary>Of what pods are made from: a Pod's spec, and that of a template.</summary>
internal static class PodDefaults
{
    /// <summary>Read and write for the owner, read for the rest; JSON knows no octal numbers.</summary>
    private const int ReadableFiles = 0b110_100_100;

    public static void Fill(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always")
            .Default("terminationGracePeriodSeconds", 30)
            .Default("dnsPolicy", "ClusterFirst")
            .Default("securityContext", new JsonObject())
            .Default("schedulerName", "default-scheduler");
        // The old name of the field is still written.
        if (spec["serviceAccountName"] is { } account) spec["serviceAccount"] = account.DeepClone();
        else if (spec["serviceAccount"] is { } old) spec["serviceAccountName"] = old.DeepClone();
        spec.Each("containers", Container);
        spec.Each("initContainers", Container);
        spec.Each("volumes", Volume);
    }

    private static void Container(JsonObject container)
    {
        container.Default("resources", new JsonObject())
            .Default("terminationMessagePath", "/dev/termination-log")
            .Default("terminationMessagePolicy", "File")
            .Default("imagePullPolicy", PullPolicy((string?)container["image"] ?? ""));
        container.Each("ports", port => port.Default("protocol", "TCP"));
        container.Each("env", variable => variable.Within("valueFrom", from =>
            from.Within("fieldRef", field => field.Default("apiVersion", "v1"))));
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"]) container.Within(probe, Probe);
        container.Within("lifecycle", lifecycle =>
        {
            lifecycle.Within("postStart", Handler);
            lifecycle.Within("preStop", Handler);
        });
    }

    // Only an image that is not pinned is pulled each time.
    private static string PullPolicy(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal)) return "IfNotPresent";
        var name = image[(image.LastIndexOf('/') + 1)..];
        var tag = name.IndexOf(':', StringComparison.Ordinal);
        return tag < 0 || name[(tag + 1)..] == "latest" ? "Always" : "IfNotPresent";
    }

    private static void Probe(JsonObject probe)
    {
        probe.Default("timeoutSeconds", 1)
            .Default("periodSeconds", 10)
            .Default("successThreshold", 1)
            .Default("failureThreshold", 3);
        Handler(probe);
    }

    private static void Handler(JsonObject handler) =>
        handler.Within("httpGet", get => get.Default("path", "/").Default("scheme", "HTTP"));

    private static void Volume(JsonObject volume)
    {
        if (volume.Count == 1) volume["emptyDir"] = new JsonObject();
        foreach (var kind in (string[])["secret", "configMap", "downwardAPI", "projected"])
            volume.Within(kind, source => source.Default("defaultMode", ReadableFiles));
        volume.Within("hostPath", path => path.Default("type", ""));
        volume.Within("downwardAPI", Items);
        volume.Within("projected", projected => projected.Each("sources", source =>
        {
            source.Within("downwardAPI", Items);
            source.Within("serviceAccountToken", token => token.Default("expirationSeconds", 3600));
        }));
    }

    private static void Items(JsonObject source) =>
        source.Each("items", item => item.Within("fieldRef", field => field.Default("apiVersion", "v1")));
}
