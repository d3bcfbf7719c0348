using Fleet.Api.V1;
using Fleet.Cli.Commands.Registries;

namespace Fleet.Cli.Commands.Rollouts;

/// <summary>What a plan would change of the objects of each of its registries, one registry after another.</summary>
internal static class PreviewRows
{
    public static async Task WriteAsync(VerbContext context, Rollout plan, CancellationToken cancellationToken)
    {
        foreach (var registry in plan.Units?.SelectMany(unit => (IEnumerable<string>)[unit.Registry, .. unit.Others ?? []]) ?? [])
        {
            var preview = await context.Client.GetAsync<UpgradePreview>($"registries/{registry}/preview?version={Uri.EscapeDataString(plan.Target)}", cancellationToken);
            await context.Output.WriteLineAsync($"registry/{registry}  {preview.From ?? "nothing"} → {preview.Version}: {preview.Objects.Count} objects would change");
            foreach (var fault in preview.Faults) await context.Output.WriteLineAsync($"  in the way  {fault.ReplaceLineEndings(" ")}");
            foreach (var item in preview.Objects)
            {
                await context.Output.WriteLineAsync($"  {item.Change.ToLowerInvariant()}  {item.Kind} {item.Name}");
                foreach (var field in item.Fields)
                {
                    if (field.Before is { } before) await context.Output.WriteLineAsync($"    - {field.Path}: {RegistryArguments.Short(before)}");
                    if (field.After is { } after) await context.Output.WriteLineAsync($"    + {field.Path}: {RegistryArguments.Short(after)}");
                }
            }
        }
    }
}
