using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Registries;

/// <summary>Prints what a write to a registry changes.</summary>
internal static class RegistryChanges
{
    public static void Write(TextWriter output, RegistryChange change)
    {
        foreach (var field in change.Changes) Write(output, field, "");
        foreach (var lost in change.Lost) output.WriteLine($"- {lost}");
        output.WriteLine($"registry/{change.Cluster}/{change.Namespace}/{change.Name} {Outcome(change)}");
    }

    public static void Write(TextWriter output, FieldChange field, string indent)
    {
        if (field.Before is not null) output.WriteLine($"{indent}- {field.Path}: {RegistryArguments.Short(field.Before)}");
        if (field.After is not null) output.WriteLine($"{indent}+ {field.Path}: {RegistryArguments.Short(field.After)}");
    }

    private static string Outcome(RegistryChange change) => (change.Action, change.DryRun) switch
    {
        (RegistryAction.Delete, true) => "would be deleted, and the above with it",
        (RegistryAction.Delete, false) => "is being deleted, and the above with it",
        _ when change.Changes.Count == 0 => "is so already",
        (RegistryAction.Create, true) => "would be created",
        (RegistryAction.Create, false) => "created",
        (RegistryAction.Edit, true) => "would be edited",
        (RegistryAction.Edit, false) => "edited",
        (RegistryAction.Pause, true) => "would be paused",
        (RegistryAction.Pause, false) => "paused",
        (RegistryAction.Resume, true) => "would be resumed",
        (RegistryAction.Resume, false) => "resumed",
        (RegistryAction.Reconfigure, _) => "has a new configuration",
        _ => throw new InvalidOperationException($"unknown action {change.Action}"),
    };
}
