using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands.Clusters;
using Fleet.Cli.Output;
using Fleet.Cli.References;

namespace Fleet.Cli.Commands.Describe;

/// <summary><c>quayfleet describe REF</c>: everything known about one thing, for people.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REF") { Description = "cluster/NAME, registry/CLUSTER/NAMESPACE/NAME or rollout/NAME." };
        var command = new Command("describe", "Show everything known about a cluster, registry or rollout.") { reference };
        command.Runs(async (context, cancellationToken) =>
        {
            switch (Reference.Parse(context.Parsed.GetRequiredValue(reference)))
            {
                case Reference.Cluster cluster:
                    await WriteAsync(context, cluster, cancellationToken);
                    break;
                case Reference.Rollout rollout:
                    RolloutRows.Write(context.Output, await context.Client.GetAsync<Rollout>(rollout.Path, cancellationToken));
                    break;
                case Reference.Registry registry:
                    await WriteAsync(context, registry, cancellationToken);
                    break;
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(VerbContext context, Reference.Cluster reference, CancellationToken cancellationToken)
    {
        var cluster = await context.Client.GetAsync<Cluster>(reference.Path, cancellationToken);
        Fields.Write(
            context.Output,
            ("Name", cluster.Name),
            ("Mode", Rows.Lower(cluster.Mode)),
            ("Paused", cluster.Paused ? "yes" : "no"),
            ("Endpoint", cluster.Endpoint),
            ("Credentials", cluster.CredentialsExpireAt is { } end ? $"until {Rows.Time(end)}" : "no end known"),
            ("State", $"{Rows.Lower(cluster.State)} {cluster.StateMessage}".TrimEnd()),
            ("Freshness", Rows.Lower(cluster.Freshness)),
            ("Last sign of life", Rows.Time(cluster.LastSignOfLife)),
            ("Kubernetes", cluster.KubernetesVersion ?? "-"),
            ("Apps domain", cluster.AppsDomain ?? "-"),
            ("Labels", Rows.Labels(cluster.Labels)),
            ("Channel", cluster.Channel ?? "-"),
            ("Approval", cluster.Approval?.ToString() ?? "-"),
            ("Prometheus", cluster.Prometheus ?? "-"),
            ("Smoke secret", cluster.SmokeSecret ?? "-"),
            ("Policy", PolicyVerb.Options(cluster.Policy)),
            ("Registries", $"{cluster.Registries}"));
        WriteBlockers(context.Output, cluster.Blockers);
        await WritePreflightAsync(context, cluster, cancellationToken);
    }

    // The cluster itself is asked: without it, or the right to ask it, everything else is still worth showing.
    private static async Task WritePreflightAsync(VerbContext context, Cluster cluster, CancellationToken cancellationToken)
    {
        var hinders = cluster.Freshness != Freshness.Live ? $"not asked, since the cluster is {Rows.Lower(cluster.Freshness)}"
            : !(await context.Client.GetAsync<WhoAmI>("whoami", cancellationToken)).Grants.Any(grant => grant.Role is "operator" or "admin") ? "asking the cluster needs the role operator"
            : null;
        try
        {
            var preflight = hinders is null ? await context.Client.GetAsync<ClusterPreflight>($"clusters/{Uri.EscapeDataString(cluster.Name)}/preflight", cancellationToken) : null;
            context.Output.WriteLine(preflight is null ? $"Preflight:  {hinders}" : $"Preflight:  {(preflight.Ready ? "it has what registries need" : "something that registries need is missing")}");
            if (preflight is not null)
                Columns.Write(context.Output, ["  CHECK", "RESULT", "MESSAGE"], preflight.Checks.Select(check => (IReadOnlyList<string>)["  " + check.Name, check.Result, check.Message]));
        }
        catch (CommandFault fault)
        {
            await context.Output.WriteLineAsync($"Preflight:  {fault.Message}");
        }
    }

    private static async Task WriteAsync(VerbContext context, Reference.Registry reference, CancellationToken cancellationToken)
    {
        var registry = await context.Client.GetAsync<Registry>(reference.Path, cancellationToken);
        var components = await context.Client.GetAsync<ItemList<Component>>(reference.Path + "/components", cancellationToken);
        var output = context.Output;
        Fields.Write(
            output,
            ("Cluster", registry.Cluster),
            ("Namespace", registry.Namespace),
            ("Name", registry.Name),
            ("Uid", registry.Uid),
            ("Current version", registry.CurrentVersion ?? "-"),
            ("Target version", registry.TargetVersion ?? "-"),
            ("Pending upgrade", registry.PendingVersion is { } pending ? $"{pending}: `quayfleet upgrade approve registry/{registry.Cluster}/{registry.Namespace}/{registry.Name}`" : "-"),
            ("Available", registry.Freshness == Freshness.Live ? Rows.Available(registry) : $"unknown; last seen {(registry.Available ? "yes" : "no")}"),
            ("Freshness", $"{Rows.Lower(registry.Freshness)}, observed {Rows.Time(registry.ObservedAt)}"),
            ("Paused", registry.Paused ? "yes" : "no"),
            ("Endpoint", registry.RegistryEndpoint ?? "-"),
            ("Labels", Rows.Labels(registry.Labels)));
        WriteBlockers(output, registry.Blockers);

        var asSeen = registry.Freshness == Freshness.Live ? "" : ", as last seen";
        output.WriteLine($"Components{asSeen}:");
        Columns.Write(
            output,
            ["  KIND", "MANAGED", "READY", "REASON", "MESSAGE"],
            components.Items.Select(c => (IReadOnlyList<string>)["  " + c.Kind, c.Managed ? "yes" : "no", c.Ready ? "yes" : "no", c.Reason, c.Message]));
        output.WriteLine($"Conditions{asSeen}:");
        Columns.Write(
            output,
            ["  TYPE", "STATUS", "SINCE", "REASON", "MESSAGE"],
            registry.Conditions.Select(c => (IReadOnlyList<string>)["  " + c.Type, c.Status, Rows.Time(c.LastTransitionTime), c.Reason, c.Message]));
        await WriteTransitionsAsync(context, reference, cancellationToken);
        await WriteMigrationsAsync(context, reference, cancellationToken);
        await WriteEventsAsync(context, reference, cancellationToken);
    }

    private static async Task WriteTransitionsAsync(VerbContext context, Reference.Registry reference, CancellationToken cancellationToken)
    {
        const int Shown = 10;
        var transitions = await context.Client.GetAsync<ItemList<ConditionTransition>>(reference.Path + "/transitions", cancellationToken);
        context.Output.WriteLine(transitions.Items.Count == 0 ? "Transitions:  none known" : "Transitions:");
        if (transitions.Items.Count == 0) return;
        Columns.Write(
            context.Output,
            ["  AT", "TYPE", "STATUS", "REASON", "MESSAGE"],
            transitions.Items.Take(Shown).Select(t => (IReadOnlyList<string>)
                ["  " + Rows.Time(t.At), t.Type, $"{t.From ?? "-"} -> {t.To}", t.Reason, t.Message.ReplaceLineEndings(" ")]));
    }

    private static async Task WriteMigrationsAsync(VerbContext context, Reference.Registry reference, CancellationToken cancellationToken)
    {
        var migrations = await context.Client.GetAsync<ItemList<Migration>>(reference.Path + "/migrations", cancellationToken);
        context.Output.WriteLine(migrations.Items.Count == 0 ? "Migrations:  none known" : "Migrations:");
        if (migrations.Items.Count == 0) return;
        Columns.Write(
            context.Output,
            ["  ENDED", "VERSION", "OUTCOME", "SECONDS", "SCHEMA", "MESSAGE"],
            migrations.Items.Select(m => (IReadOnlyList<string>)
                ["  " + Rows.Time(m.EndedAt), m.Version, m.Outcome, m.Seconds is { } seconds ? $"{seconds:0}" : "-", m.SchemaRevision ?? "-", m.Message.ReplaceLineEndings(" ")]));
    }

    // Events come from the cluster itself: without it, everything else is still worth showing.
    private static async Task WriteEventsAsync(VerbContext context, Reference.Registry reference, CancellationToken cancellationToken)
    {
        try
        {
            var events = await context.Client.GetAsync<ItemList<RegistryEvent>>(reference.Path + "/events", cancellationToken);
            context.Output.WriteLine(events.Items.Count == 0 ? "Events:  none" : "Events:");
            if (events.Items.Count == 0) return;
            Columns.Write(
                context.Output,
                ["  LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE"],
                events.Items.Select(e => (IReadOnlyList<string>)["  " + Rows.Time(e.LastSeen), e.Type, e.Reason, e.Object, $"{e.Count}", e.Message.ReplaceLineEndings(" ")]));
        }
        catch (CommandFault fault)
        {
            await context.Output.WriteLineAsync($"Events:  {fault.Message}");
        }
    }

    private static void WriteBlockers(TextWriter output, IReadOnlyList<Blocker> blockers)
    {
        output.WriteLine(blockers.Count == 0 ? "Waits for:  nothing" : "Waits for:");
        BlockerLines.Write(output, blockers);
    }
}
