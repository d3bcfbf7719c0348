using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Apply;

/// <summary>JSON of the scalars that identify entries of a list, written and ordered as the server does.</summary>
internal static class CanonicalJson
{
    public static string Quote(string text) => ObjectJson.Text(JsonValue.Create(text));

    public static string Write(JsonElement value) => ObjectJson.Text(value);

    /// <summary>Numbers before strings before truth values before the rest.</summary>
    public static int Compare(JsonElement left, JsonElement right)
    {
        var byRank = Rank(left).CompareTo(Rank(right));
        if (byRank != 0) return byRank;
        return left.ValueKind switch
        {
            JsonValueKind.Number => left.GetDouble().CompareTo(right.GetDouble()),
            JsonValueKind.String => string.CompareOrdinal(left.GetString(), right.GetString()),
            JsonValueKind.True or JsonValueKind.False => (left.ValueKind == JsonValueKind.True).CompareTo(right.ValueKind == JsonValueKind.True),
            _ => string.CompareOrdinal(left.GetRawText(), right.GetRawText()),
        };
    }

    private static int Rank(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => 0,
        JsonValueKind.String => 1,
        JsonValueKind.True or JsonValueKind.False => 2,
        _ => 3,
    };
}
