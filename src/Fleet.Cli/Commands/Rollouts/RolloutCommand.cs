using System.CommandLine;
using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Rollouts;

/// <summary><c>quayfleet rollout</c>: upgrades many registries in stages.</summary>
internal static class RolloutCommand
{
    public static Command Create() => new("rollout", "Upgrade many registries in stages.")
    {
        PlanVerb(),
        StartVerb(),
        StatusVerb(),
        SteerVerb("pause", "Claim nothing more; what is in flight finishes."),
        SteerVerb("resume", "Go on."),
        SteerVerb("abort", "End it once what is in flight has finished."),
        SteerVerb("approve", "Approve the stage it is at, or another.", "STAGE", "The stage; the one it is at by default."),
        SteerVerb("skip", "Leave out a stage or a registry.", "SUBJECT", "A stage, or CLUSTER/NAMESPACE/NAME."),
        SteerVerb("retry", "Try again what failed.", "SUBJECT", "A stage, or CLUSTER/NAMESPACE/NAME; all that failed by default."),
        SteerVerb("rollback", "Bring back what it changed, the last stage first."),
        HistoryVerb(),
        AtVerb(),
    };

    private static Command PlanVerb()
    {
        var (file, output) = (FileOption(), OutputOption.Create());
        file.Required = true;
        var save = new Option<bool>("--save") { Description = "Keep the plan, to be started with `rollout start NAME` as long as the fleet comes to the same." };
        var diff = new Option<bool>("--diff") { Description = "Have each registry's cluster try the upgrade in a dry run, and show what would change of its objects." };
        var command = new Command("plan", "Show what a rollout would do: its stages, registries and refusals. Nothing is started.") { file, output, save, diff };
        command.Runs(async (context, cancellationToken) =>
        {
            if (context.Parsed.GetValue(diff) && context.Parsed.GetValue(output) != OutputFormat.Table) throw CommandFault.BadInput("--diff is for people: leave -o out, or ask GET /registries/…/diff.");
            var body = await ReadAsync(context.Parsed.GetRequiredValue(file), cancellationToken);
            var plan = await context.Client.PostAsync<Rollout>($"rollouts?{(context.Parsed.GetValue(save) ? "save" : "dryRun")}=true", body, cancellationToken);
            Show(context, plan, context.Parsed.GetValue(output));
            if (context.Parsed.GetValue(output) == OutputFormat.Table) RolloutRows.WriteForecast(context.Output, plan);
            if (context.Parsed.GetValue(diff)) await PlanChanges.WriteAsync(context, plan, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command StartVerb()
    {
        var (file, output) = (FileOption(), OutputOption.Create());
        var name = new Argument<string?>("NAME") { Description = "A plan that was kept with `rollout plan --save`, instead of --file.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("start", "Start a rollout, from a file or as it was planned.") { name, file, output };
        command.Runs(async (context, cancellationToken) =>
        {
            var rollout = (context.Parsed.GetValue(name), context.Parsed.GetValue(file)) switch
            {
                (null, { } from) => await context.Client.PostAsync<Rollout>("rollouts", await ReadAsync(from, cancellationToken), cancellationToken),
                ({ } kept, null) => await context.Client.PostAsync<Rollout>($"{Path(kept)}/start", null, cancellationToken),
                _ => throw CommandFault.BadInput("NAME or --file: give one of the two, a plan that was kept or a file with a rollout."),
            };
            Show(context, rollout, context.Parsed.GetValue(output));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command StatusVerb()
    {
        var (name, output) = (Name(), OutputOption.Create());
        var watch = new Option<bool>("--watch", "-w") { Description = "Go on until it has ended." };
        var command = new Command("status", "Show how far a rollout is, and what it waits for.") { name, output, watch };
        command.Runs(async (context, cancellationToken) =>
        {
            var path = Path(context.Parsed.GetRequiredValue(name));
            if (!context.Parsed.GetValue(watch))
            {
                Show(context, await context.Client.GetAsync<Rollout>(path, cancellationToken), context.Parsed.GetValue(output));
                return ExitCode.Done;
            }
            var format = context.Parsed.GetValue(output);
            var seen = FleetEvents.FollowAsync(context.Client, path + "/watch", context.Time, cancellationToken)
                .Where(item => item.Object is not null).Select(item => FleetClient.Read<Rollout>(item.Object!));
            await Display.FollowAsync(
                context.Output, format is OutputFormat.Table or OutputFormat.Wide, seen,
                (text, rollout) => Show(text, rollout, format), rollout => RolloutRows.HasEnded(rollout.Phase));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command SteerVerb(string verb, string description, string? subject = null, string? about = null)
    {
        var (name, output) = (Name(), OutputOption.Create());
        var command = new Command(verb, description) { name, output };
        var what = subject is null ? null : new Argument<string?>(subject) { Description = about, Arity = ArgumentArity.ZeroOrOne };
        if (what is not null) command.Add(what);
        command.Runs(async (context, cancellationToken) =>
        {
            var body = new RolloutAction(what is null ? null : context.Parsed.GetValue(what));
            Show(context, await context.Client.PostAsync<Rollout>($"{Path(context.Parsed.GetRequiredValue(name))}/{verb}", body, cancellationToken), context.Parsed.GetValue(output));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command HistoryVerb()
    {
        var name = Name();
        var command = new Command("history", "List everything that happened to a rollout.") { name };
        command.Runs(async (context, cancellationToken) =>
        {
            var entries = await context.Client.GetAsync<ItemList<RolloutEntry>>($"{Path(context.Parsed.GetRequiredValue(name))}/history", cancellationToken);
            Columns.Write(
                context.Output,
                ["AT", "WHAT", "ON", "BY", "MESSAGE"],
                entries.Items.Select(entry => (IReadOnlyList<string>)[Rows.Time(entry.At), entry.Kind, entry.Subject ?? "-", entry.By ?? "-", entry.Message.ReplaceLineEndings(" ")]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command AtVerb()
    {
        var (name, output) = (Name(), OutputOption.Create());
        var time = new Argument<string>("TIME") { Description = "For example 2026-05-04T12:00:00Z." };
        var command = new Command("at", "Show a rollout as it was at a time.") { name, time, output };
        command.Runs(async (context, cancellationToken) =>
        {
            var path = $"{Path(context.Parsed.GetRequiredValue(name))}?at={Uri.EscapeDataString(context.Parsed.GetRequiredValue(time))}";
            Show(context, await context.Client.GetAsync<Rollout>(path, cancellationToken), context.Parsed.GetValue(output));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(VerbContext context, Rollout rollout, OutputFormat format) => Show(context.Output, rollout, format);

    private static void Show(TextWriter output, Rollout rollout, OutputFormat format)
    {
        var node = JsonSerializer.SerializeToNode(rollout, JsonSerializerOptions.Web)!;
        if (format == OutputFormat.Json) output.WriteLine(ObjectPrinter.ToJson(node));
        else if (format == OutputFormat.Yaml) output.WriteLine(ObjectPrinter.ToYaml(node));
        else if (format == OutputFormat.Name) output.WriteLine($"rollout/{rollout.Name}");
        else RolloutRows.Write(output, rollout);
    }

    private static Argument<string> Name() => new("NAME") { Description = "The rollout, also as rollout/NAME." };

    private static string Path(string name) => $"rollouts/{Uri.EscapeDataString(name.StartsWith("rollout/", StringComparison.Ordinal) ? name["rollout/".Length..] : name)}";

    private static Option<FileInfo> FileOption() => new("--file", "-f") { Description = "The rollout, kind: Rollout, as YAML or JSON.", HelpName = "FILE" };

    private static async Task<StartRollout> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return new StartRollout(await File.ReadAllTextAsync(file.FullName, cancellationToken), file.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFault.BadInput($"--file {file} cannot be read: name a rollout that can.");
        }
    }
}
