using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Fleet.Domain.Releases;
using Fleet.Gateway.Security;
using Fleet.Silo.Simulation;

namespace Fleet.Silo.Hosting;

/// <summary>The server's command line. An option that is not given is taken from its environment variable, else from its default.</summary>
internal static class ServerCommand
{
    private const int BadUsage = 2;

    public static RootCommand Create(Func<ServerOptions, CancellationToken, Task<int>> run)
    {
        var urls = Text("--urls", "http://127.0.0.1:8080", "Where the API listens; several addresses are separated by ';'.");
        var data = Text("--data", ".data", "Folder of the embedded store; created when absent.");
        var allowExec = Flag("--allow-exec", "Allow kubeconfigs to run credential programs (exec) on this machine.");
        var skipResources = Flag("--skip-resource-requests", "Render workloads without resource requests, for small test clusters.");
        var images = Text("--images", "", "Images in place of those that releases name, on every cluster, as COMPONENT=IMAGE,COMPONENT=IMAGE.");
        var simulate = Text("--simulate", "", "Simulated clusters to play with, as CLUSTERSxREGISTRIES, such as 3x20; empty for none.");
        var delay = Text("--simulate-delay", "2s", "How long workloads of simulated clusters take to become ready, such as 500ms, 2s or 1m.");
        var trouble = Flag("--simulate-trouble", "Let some simulated registries be unhealthy, and the last cluster become unreachable.");
        var role = Text("--role", "all", "What this process does: all, silo (hosts grains) or gateway (serves the API). The last two need --postgres.");
        var postgres = Text("--postgres", "", "PostgreSQL that holds the fleet, as 'Host=H;Database=D;Username=U;Password=P'; empty for the embedded store.");
        var keyFile = Text("--key-file", "", "File with the fleet's key, 32 bytes in base64, such as a mounted Secret; empty to keep one in the data folder.");
        var tokenFile = Text("--admin-token-file", "", "File with the admin token, such as a mounted Secret; empty to make one.");
        var authority = Text("--oidc-authority", "", "Address of the OpenID provider whose tokens are accepted, such as https://login.example.com/realms/ops; empty for none.");
        var audience = Text("--oidc-audience", "", "Audience (aud) that tokens of the provider need to have.");
        var roleClaim = Text("--oidc-role-claim", "groups", "Claim whose values --access-file gives roles to.");
        var accessFile = Text("--access-file", "", "YAML or JSON file with what each value of the role claim may do.");
        var clientId = Text("--oidc-client-id", "", "The dashboard's client at the provider, for signing in there; its redirect address is https://…/sign-in/oidc/callback. Empty for tokens only.");
        var clientSecret = Text("--oidc-client-secret-file", "", "File with that client's secret, such as a mounted Secret; empty for a public client.");
        var scopes = Text("--oidc-scopes", "openid profile email", "Scopes that signing in asks for.");
        var requests = Number("--requests-per-caller", "Requests a second that one caller may send to one gateway, on average; 0 for any number.", CallerLimits.Default.RequestsPerSecond);
        var watches = Number("--watches-per-caller", "Watches that one caller may have open on one gateway; 0 for any number.", CallerLimits.Default.Watches);
        var auditDays = Number("--audit-days", "Days that lines of the audit are kept; 0 keeps them for good.");
        var migrate = Flag("--migrate-store", "Move the embedded fleet in --data into the empty database of --postgres, and end.");
        var siloPort = Number("--silo-port", "Port at which other silos reach this one; 0 finds a free one. With --postgres only.");
        var gatewayPort = Number("--gateway-port", "Port at which Orleans clients reach this silo; 0 finds a free one. With --postgres only.");
        var advertise = Text("--advertise-address", "127.0.0.1", "IP address at which other silos reach this one. With --postgres only.");
        var command = new RootCommand("The Quay Fleet server: silo and gateway, in one process or in several.")
        {
            urls, data, role, postgres, keyFile, tokenFile, migrate, siloPort, gatewayPort, advertise,
            authority, audience, roleClaim, accessFile, clientId, clientSecret, scopes, requests, watches, auditDays, allowExec, skipResources, images, simulate, delay, trouble,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            // Here rather than in a validator: those do not see what comes from the environment.
            var simulation = SimulationOptions.Read(parsed.GetRequiredValue(simulate), parsed.GetRequiredValue(delay), parsed.GetRequiredValue(trouble), out var problem);
            if (problem is not null)
            {
                await Console.Error.WriteLineAsync(problem);
                return BadUsage;
            }
            if (!IPAddress.TryParse(parsed.GetRequiredValue(advertise), out _))
            {
                await Console.Error.WriteLineAsync($"--advertise-address {parsed.GetRequiredValue(advertise)}: this is no IP address. Give one, such as 10.0.0.7.");
                return BadUsage;
            }
            if (!TryReadRole(parsed.GetRequiredValue(role), parsed.GetRequiredValue(postgres), simulation is not null, out var chosen, out problem))
            {
                await Console.Error.WriteLineAsync(problem);
                return BadUsage;
            }
            if (!OidcSettings.TryRead(
                parsed.GetRequiredValue(authority), parsed.GetRequiredValue(audience), parsed.GetRequiredValue(roleClaim), parsed.GetRequiredValue(accessFile),
                new OidcClientSettings(parsed.GetRequiredValue(clientId), parsed.GetRequiredValue(clientSecret), parsed.GetRequiredValue(scopes)),
                out var oidc, out problem))
            {
                await Console.Error.WriteLineAsync(problem);
                return BadUsage;
            }
            var (chosenImages, imageProblems) = ImageOverrides.Read(parsed.GetRequiredValue(images));
            if (!imageProblems.IsEmpty)
            {
                await Console.Error.WriteLineAsync($"--images: {string.Join("; ", imageProblems)}.");
                return BadUsage;
            }
            foreach (var port in (Option<int>[])[siloPort, gatewayPort])
                if (parsed.GetRequiredValue(port) is < 0 or > IPEndPoint.MaxPort)
                {
                    await Console.Error.WriteLineAsync($"{port.Name}, environment {Variable(port.Name)}: this is no port. Give one from 0 to {IPEndPoint.MaxPort}; 0 finds a free one.");
                    return BadUsage;
                }
            foreach (var number in (Option<int>[])[requests, watches, auditDays])
                if (parsed.GetRequiredValue(number) is < 0 or > 1_000_000)
                {
                    await Console.Error.WriteLineAsync($"{number.Name}, environment {Variable(number.Name)}: this will not do. Give a whole number up to 1000000; 0 for no limit.");
                    return BadUsage;
                }
            return await run(
                new ServerOptions(
                    parsed.GetRequiredValue(urls),
                    parsed.GetRequiredValue(data),
                    parsed.GetRequiredValue(allowExec),
                    parsed.GetRequiredValue(skipResources),
                    simulation,
                    Given(parsed.GetRequiredValue(postgres)))
                {
                    Role = chosen,
                    Images = chosenImages,
                    KeyFile = Given(parsed.GetRequiredValue(keyFile)),
                    AdminTokenFile = Given(parsed.GetRequiredValue(tokenFile)),
                    Oidc = oidc,
                    Limits = new CallerLimits(parsed.GetRequiredValue(requests), parsed.GetRequiredValue(watches)),
                    AuditDays = parsed.GetRequiredValue(auditDays) is > 0 and var days ? days : null,
                    MigrateStore = parsed.GetRequiredValue(migrate),
                    SiloPort = parsed.GetRequiredValue(siloPort),
                    GatewayPort = parsed.GetRequiredValue(gatewayPort),
                    AdvertiseAddress = parsed.GetRequiredValue(advertise),
                },
                cancellation);
        });
        return command;
    }

    private static bool TryReadRole(string text, string postgres, bool simulates, out ServerRole role, [NotNullWhen(false)] out string? problem)
    {
        problem = !Enum.TryParse(text, ignoreCase: true, out role) || !Enum.IsDefined(role) ? $"--role {text}: there is no such role. Use all, silo or gateway."
            : role != ServerRole.All && postgres.Length == 0 ? $"--role {text}: silos and gateways find each other in PostgreSQL. Give --postgres, or use --role all."
            : role != ServerRole.All && simulates ? $"--role {text}: --simulate needs a server that is silo and gateway. Use --role all, or leave out --simulate."
            : null;
        return problem is null;
    }

    private static string? Given(string text) => text.Length > 0 ? text : null;

    private static Option<int> Number(string name, string description, int @default = 0) => new(name)
    {
        Description = $"{description} Default {@default}; environment {Variable(name)}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable(name)) is not { Length: > 0 } text ? @default
            : int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : -1,
    };

    private static Option<string> Text(string name, string @default, string description) => new(name)
    {
        Description = $"{description} Default {(@default.Length > 0 ? @default : "none")}; environment {Variable(name)}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } value ? value : @default,
    };

    private static Option<bool> Flag(string name, string description) => new(name)
    {
        Description = $"{description} Default false; environment {Variable(name)}.",
        DefaultValueFactory = _ => bool.TryParse(Environment.GetEnvironmentVariable(Variable(name)), out var value) && value,
    };

    private static string Variable(string option) => "QUAYFLEET_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();
}
