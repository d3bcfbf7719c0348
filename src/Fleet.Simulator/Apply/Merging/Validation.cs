using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>Whether an applied object has the shape of its kind. Types of scalars are the decoder's business, not checked here.</summary>
internal static class Validation
{
    /// <returns>Every failure, with its path; empty when it can be merged.</returns>
    public static ImmutableArray<string> Of(JsonObject applied, Shape shape)
    {
        var failures = ImmutableArray.CreateBuilder<string>();
        Check(Slot.Of(applied), shape, "", failures);
        return failures.ToImmutable();
    }

    /// <summary>As the server prints one failure, or several.</summary>
    public static string Print(ImmutableArray<string> failures) =>
        failures.Length == 1 ? failures[0] : string.Join('\n', failures.Select(failure => "  " + failure).Prepend("errors:"));

    private static void Check(Slot value, Shape shape, string path, ImmutableArray<string>.Builder failures)
    {
        if (value.Node is null) return;
        switch (value.Settle(shape))
        {
            case Shape.Map map when value.Object is { } fields:
                CheckFields(fields, map, path, failures);
                break;
            case Shape.List list when value.Array is { } entries:
                CheckEntries(entries, list, path, failures);
                break;
            case Shape.Map:
                failures.Add($"{path}: expected map, got {value.Node.ToJsonString()}");
                break;
            case Shape.List:
                failures.Add($"{path}: expected list, got {value.Node.ToJsonString()}");
                break;
        }
    }

    // An unknown field ends the look at its structure, as on the server.
    private static void CheckFields(JsonObject fields, Shape.Map map, string path, ImmutableArray<string>.Builder failures)
    {
        foreach (var (key, field) in fields)
        {
            if (map.Of(key) is not { } below)
            {
                failures.Add($"{path}.{key}: field not declared in schema");
                return;
            }
            Check(Slot.Of(field), below.Shape, $"{path}.{key}", failures);
        }
    }

    private static void CheckEntries(JsonArray entries, Shape.List list, string path, ImmutableArray<string>.Builder failures)
    {
        var seen = new HashSet<PathElement>();
        for (var i = 0; i < entries.Count; i++)
        {
            var at = $"[{i}]";
            if (!list.IsAtomic)
            {
                try
                {
                    var element = ListEntries.Identify(list, entries[i]);
                    if (!seen.Add(element)) failures.Add($"{path}: duplicate entries for key {element}");
                    at = element.ToString();
                }
                catch (UnmergeableException e)
                {
                    failures.Add($"{path}: element {i}: {e.Message}");
                    continue;
                }
            }
            Check(Slot.Of(entries[i]), list.Element.Shape, path + at, failures);
        }
    }
}
