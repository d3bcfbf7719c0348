using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Domain;
using Fleet.Domain.Access;

namespace Fleet.Cli.Commands.Access;

/// <summary><c>quayfleet token</c>: API tokens for programs and people.</summary>
internal static class TokenCommand
{
    public static Command Create() => new("token", "Create, list or revoke API tokens.") { CreateVerb(), ListVerb(), RevokeVerb() };

    private static Command CreateVerb()
    {
        var name = new Argument<string>("NAME") { Description = "The token's name; the audit names its bearer token/NAME." };
        var roles = new Option<string[]>("--role")
        {
            Description = $"{Roles.Names}; may be repeated.",
            HelpName = "ROLE",
            Required = true,
        };
        var clusters = new Option<string?>("--clusters") { Description = "Label selector over clusters, such as ring=canary; all clusters by default.", HelpName = "SELECTOR" };
        var expires = new Option<string>("--expires") { Description = "How long it is valid, such as 12h or 30d; at most 366d.", HelpName = "DURATION", Required = true };
        var command = new Command("create", "Create an API token and print it, once.") { name, roles, clusters, expires };
        command.Runs(async (context, cancellationToken) =>
        {
            var text = context.Parsed.GetRequiredValue(expires);
            if (!Duration.TryParse(text, out var life) || life <= TimeSpan.Zero)
                throw CommandFault.BadInput($"--expires '{text}' is no duration: write one such as 12h or 30d.");
            var body = new CreateToken(
                context.Parsed.GetRequiredValue(name), context.Parsed.GetRequiredValue(roles), context.Time.GetUtcNow() + life, context.Parsed.GetValue(clusters));
            var created = await context.Client.PostAsync<CreatedToken>("tokens", body, cancellationToken);
            // The token alone, so that it can be sent into a file.
            await context.Output.WriteLineAsync(created.Token);
            await context.Error.WriteLineAsync($"token/{created.Details.Name} is valid until {Rows.Time(created.Details.ExpiresAt)}. It is not shown again.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command ListVerb()
    {
        var output = OutputOption.Create();
        var command = new Command("list", "List the API tokens, without the tokens themselves.") { output };
        command.Runs(async (context, cancellationToken) =>
        {
            var format = context.Parsed.GetValue(output);
            var node = await context.Client.GetNodeAsync("tokens", cancellationToken);
            if (ObjectPrinter.TryWrite(context.Output, node, format)) return ExitCode.Done;
            var tokens = FleetClient.Read<ItemList<ApiToken>>(node).Items;
            if (format == OutputFormat.Name)
                foreach (var token in tokens) await context.Output.WriteLineAsync($"token/{token.Name}");
            else
                Columns.Write(
                    context.Output,
                    ["NAME", "ROLES", "CLUSTERS", "EXPIRES", "LAST-USED", "CREATED-BY"],
                    tokens.Select(token => (IReadOnlyList<string>)
                    [
                        token.Name,
                        string.Join(',', token.Roles),
                        token.Clusters.Length > 0 ? token.Clusters : "all",
                        Rows.Time(token.ExpiresAt) + (token.Expired ? " (expired)" : ""),
                        Rows.Time(token.LastUsedAt),
                        token.CreatedBy,
                    ]));
            if (tokens.Count == 0) await context.Error.WriteLineAsync("There is none.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command RevokeVerb()
    {
        var name = new Argument<string>("NAME") { Description = "The token's name." };
        var command = new Command("revoke", "Refuse an API token from now on.") { name };
        command.Runs(async (context, cancellationToken) =>
        {
            var revoked = await context.Client.DeleteAsync<ApiToken>($"tokens/{Uri.EscapeDataString(context.Parsed.GetRequiredValue(name))}", cancellationToken);
            await context.Output.WriteLineAsync($"token/{revoked.Name} revoked");
            return ExitCode.Done;
        });
        return command;
    }
}
