using Fleet.Api.V1;
using Fleet.Cli.Commands.Registries;

namespace Fleet.Cli.Commands.Rollouts;

/// <summary>What a plan would change of the objects of each of its registries, one registry after another.</summary>
internal static class PlanChanges
{
    public static async Task WriteAsync(VerbContext context, Rollout plan, CancellationToken cancellationToken)
    {
        foreach (var registry in plan.Units?.SelectMany(unit => (IEnumerable<string>)[unit.Registry, .. unit.Others ?? []]) ?? [])
        {
            await context.Output.WriteLineAsync($"registry/{registry}");
            ObjectChanges.Write(context.Output, await context.Client.GetAsync<RegistryDiff>($"registries/{registry}/diff?version={Uri.EscapeDataString(plan.Target)}", cancellationToken));
        }
    }
}
