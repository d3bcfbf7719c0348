using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Webhooks;

/// <summary><c>quayfleet webhook</c>: who is told of rollouts.</summary>
internal static class WebhookCommand
{
    public static Command Create() => new("webhook", "Have others told of rollouts, by signed CloudEvents.")
    {
        SetVerb(),
        ListVerb(),
        RemoveVerb(),
        TestVerb(),
    };

    private static Command SetVerb()
    {
        var name = Name();
        var url = new Option<string>("--url") { Description = "Where messages are posted to.", HelpName = "URL", Required = true };
        var secret = new Option<FileInfo?>("--secret-file") { Description = "A file with the secret, whsec_ and base64. Without, a new webhook gets one, which is shown once.", HelpName = "FILE" };
        var command = new Command("set", "Add a webhook, or change one.") { name, url, secret };
        command.Runs(async (context, cancellationToken) =>
        {
            var body = new SetWebhook(context.Parsed.GetRequiredValue(url), context.Parsed.GetValue(secret) is { } file ? await ReadAsync(file, cancellationToken) : null);
            var set = await context.Client.PutAsync<Webhook>(Path(context.Parsed.GetRequiredValue(name)), body, cancellationToken);
            await context.Output.WriteLineAsync($"webhook {set.Name} is set: {set.Url}");
            if (set.Secret is { } made) await context.Output.WriteLineAsync($"secret {made}\nIt is not shown again.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command ListVerb()
    {
        var output = OutputOption.Create();
        var command = new Command("list", "List webhooks.") { output };
        command.Runs(async (context, cancellationToken) =>
        {
            var found = await context.Client.GetAsync<ItemList<Webhook>>("webhooks", cancellationToken);
            var node = JsonSerializer.SerializeToNode(found, JsonSerializerOptions.Web)!;
            switch (context.Parsed.GetValue(output))
            {
                case OutputFormat.Json:
                    await context.Output.WriteLineAsync(ObjectPrinter.ToJson(node));
                    break;
                case OutputFormat.Yaml:
                    await context.Output.WriteLineAsync(ObjectPrinter.ToYaml(node));
                    break;
                case OutputFormat.Name:
                    foreach (var webhook in found.Items) await context.Output.WriteLineAsync($"webhook/{webhook.Name}");
                    break;
                default:
                    Columns.Write(context.Output, ["NAME", "URL", "DELIVERED", "WAITING", "NEXT", "GIVEN UP", "PROBLEM"], found.Items.Select(Row));
                    break;
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(Webhook webhook) =>
    [
        webhook.Name, webhook.Url, Rows.Time(webhook.DeliveredAt), webhook.Waiting.ToString(CultureInfo.InvariantCulture), Rows.Time(webhook.NextAttempt),
        webhook.GivenUp.ToString(CultureInfo.InvariantCulture), webhook.Problem.Length > 0 ? webhook.Problem.ReplaceLineEndings(" ") : "-",
    ];

    private static Command RemoveVerb()
    {
        var name = Name();
        var command = new Command("remove", "Tell it nothing any more.") { name };
        command.Runs(async (context, cancellationToken) =>
        {
            var removed = await context.Client.DeleteAsync<Webhook>(Path(context.Parsed.GetRequiredValue(name)), cancellationToken);
            await context.Output.WriteLineAsync($"webhook {removed.Name} is removed");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command TestVerb()
    {
        var name = Name();
        var command = new Command("test", "Send it a message that means nothing, and tell whether it took it.") { name };
        command.Runs(async (context, cancellationToken) =>
        {
            var trial = await context.Client.PostAsync<WebhookTrial>($"{Path(context.Parsed.GetRequiredValue(name))}/test", null, cancellationToken);
            await context.Output.WriteLineAsync(trial.Taken ? "taken" : $"not taken: {trial.Problem}");
            return trial.Taken ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The webhook." };

    private static string Path(string name) => $"webhooks/{Uri.EscapeDataString(name)}";

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(file.FullName, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFault.BadInput($"--secret-file {file} cannot be read: name a file that can.");
        }
    }
}
