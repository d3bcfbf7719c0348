using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Finds what a server-side apply cannot take away. When an apply sends a field no more, the API server removes what was ours of it and keeps
/// what it had filled in by itself: a probe's times without their handler, the mode of a volume that is of another type now, the version of a field that a variable was read from. The object with
/// that rest in it is invalid, for ever: the rest has to go first. Upgrades from 3.5 and from 3.6 run into both.
/// </summary>
public static partial class Leftovers
{
    private const string SecondHandler = "may not specify more than 1 handler type";
    private const string SecondSource = "may not have more than one field specified at a time";
    private const string SecondVolume = "may not specify more than 1 volume type";

    /// <param name="causes">Of the refusal, one text per field: <c>spec.template.spec.containers[0].readinessProbe: Required value: …</c>.</param>
    /// <param name="live">The object as it is.</param>
    /// <param name="applied">The object as it was sent.</param>
    /// <returns>
    /// JSON pointers to what has to be removed from <paramref name="live"/>, to be carried out in this order; empty when the refusal has another reason.
    /// </returns>
    public static ImmutableArray<string> Of(ImmutableArray<string> causes, JsonObject live, JsonObject applied)
    {
        var pointers = causes.SelectMany(cause => OfCause(cause, live, applied));
        if (causes.Any(cause => cause.Contains(SecondVolume, StringComparison.Ordinal))) pointers = pointers.Concat(RivalVolumes(live, applied));
        return [.. pointers.Distinct().OrderDescending(Comparer<string>.Create(InDocumentOrder))];
    }

    private static IEnumerable<string> OfCause(string cause, JsonObject live, JsonObject applied)
    {
        var path = cause.Split(": ", 2)[0];
        if (!FieldPath().IsMatch(path)) yield break;
        var parts = Part().Matches(path).Select(part => part.Value).ToList();
        IEnumerable<Place> owners = [new Place("", live, applied)];
        foreach (var part in parts[..^1]) owners = owners.SelectMany(owner => owner.Under(part)).ToList();
        foreach (var owner in owners)
        {
            if (owner.Lacks(parts[^1])) yield return $"{owner.Pointer}/{parts[^1]}";
            // Without its old source a variable would have none, which is refused as well; without any it is merely empty.
            if (cause.Contains(SecondSource, StringComparison.Ordinal) && owner.Under(parts[^1]).Any(source => source.Live is JsonObject live && live.Any(member => source.Lacks(member.Key))))
                yield return $"{owner.Pointer}/{parts[^1]}";
            if (!cause.Contains(SecondHandler, StringComparison.Ordinal) || owner is not { Live: JsonObject members }) continue;
            foreach (var member in members.Where(member => owner.Lacks(member.Key))) yield return $"{owner.Pointer}/{member.Key}";
        }
    }

    /// <summary>
    /// Volumes of another type than the one that is sent, with what mounts them. Without its type alone a volume would become an empty
    /// directory, which is one more type.
    /// </summary>
    private static IEnumerable<string> RivalVolumes(JsonObject live, JsonObject applied)
    {
        var pod = new Place("", live, applied).Under("spec").SelectMany(spec => spec.Under("template")).SelectMany(template => template.Under("spec")).ToList();
        var rivals = pod.SelectMany(spec => spec.Under("volumes")).SelectMany(volumes => volumes.Under("[0]"))
            .Where(volume => volume.Live is JsonObject members && members.Any(member => volume.Lacks(member.Key)))
            .ToList();
        var names = rivals.Select(volume => (string?)volume.Live["name"]).ToHashSet();
        foreach (var volume in rivals) yield return volume.Pointer;
        foreach (var list in (string[])["containers", "initContainers"])
            foreach (var spec in pod)
                for (var i = 0; i < (spec.Live[list] as JsonArray)?.Count; i++)
                    for (var k = 0; k < (spec.Live[list]![i]?["volumeMounts"] as JsonArray)?.Count; k++)
                        if (names.Contains((string?)spec.Live[list]![i]!["volumeMounts"]![k]?["name"])) yield return $"{spec.Pointer}/{list}/{i}/volumeMounts/{k}";
    }

    /// <summary>Later items of a list before earlier ones, which they would move.</summary>
    private static int InDocumentOrder(string a, string b)
    {
        var (left, right) = (a.Split('/'), b.Split('/'));
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var order = int.TryParse(left[i], CultureInfo.InvariantCulture, out var first) && int.TryParse(right[i], CultureInfo.InvariantCulture, out var second)
                ? first.CompareTo(second)
                : string.CompareOrdinal(left[i], right[i]);
            if (order != 0) return order;
        }
        return left.Length.CompareTo(right.Length);
    }

    /// <summary>A place in the live object and the same in what was sent.</summary>
    private sealed record Place(string Pointer, JsonNode Live, JsonNode Sent)
    {
        public bool Lacks(string member) => Live is JsonObject live && live.ContainsKey(member) && Sent is JsonObject sent && !sent.ContainsKey(member);

        /// <summary>
        /// A member's place; for an index that of every item that was sent too, by name: the refusal counts the items of the object that would
        /// have been, not of the one that is.
        /// </summary>
        public IEnumerable<Place> Under(string part)
        {
            if (part[0] != '[')
            {
                if (Live is JsonObject live && Sent is JsonObject sent && live[part] is { } value && sent[part] is { } same) yield return new Place($"{Pointer}/{part}", value, same);
                yield break;
            }
            for (var i = 0; i < (Live as JsonArray)?.Count; i++)
                if (Live[i]?["name"] is { } name && (Sent as JsonArray)?.FirstOrDefault(other => JsonNode.DeepEquals(other?["name"], name)) is { } item)
                    yield return new Place($"{Pointer}/{i}", Live[i]!, item);
        }
    }

    [GeneratedRegex(@"^[A-Za-z]+(\[\d+\])*(\.[A-Za-z]+(\[\d+\])*)*$")]
    private static partial Regex FieldPath();

    [GeneratedRegex(@"[A-Za-z]+|\[\d+\]")]
    private static partial Regex Part();
}
