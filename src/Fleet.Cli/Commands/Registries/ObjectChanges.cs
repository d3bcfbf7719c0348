using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Registries;

/// <summary>Prints what a pass would change of a registry's objects.</summary>
internal static class ObjectChanges
{
    public static void Write(TextWriter output, RegistryDiff diff)
    {
        foreach (var change in diff.Objects.Where(change => change.Action != ObjectAction.Keep))
        {
            output.WriteLine($"{Verb(change.Action)} {change.Kind} {change.Namespace}/{change.Name} ({change.Component}){(change.Problem is { } problem ? $": {problem}" : "")}");
            // A new object's fields are all new.
            if (change.Action == ObjectAction.Change)
                foreach (var field in change.Changes) RegistryChanges.Write(output, field, "  ");
        }
        foreach (var fault in diff.Faults) output.WriteLine($"! {fault}");
        var same = diff.Objects.Count(change => change.Action == ObjectAction.Keep);
        output.WriteLine($"as {diff.Version}: {diff.Objects.Count - same} of {diff.Objects.Count} objects differ");
    }

    private static string Verb(ObjectAction action) => action switch
    {
        ObjectAction.Create => "+",
        ObjectAction.Change => "~",
        ObjectAction.Replace => "±",
        ObjectAction.Refuse => "!",
        _ => throw new InvalidOperationException($"unknown action {action}"),
    };
}
