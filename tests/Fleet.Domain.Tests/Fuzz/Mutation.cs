using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Domain.Tests.Fuzz;

#pragma warning disable RS0030 // Random: each case can be made again from its printed seed

/// <summary>Turns what is valid into what is not quite.</summary>
internal static class Mutation
{
    /// <summary>What parsers trip over.</summary>
    private static readonly string[] Tokens =
    [
        "*a", "&a ", "&a [", "<<: ", "<<: *a", "!!binary ", "!!str ", "!own ", "? ", ": ", "- ", "{", "}", "[", "]", "|", ">-", "|9\n", "\t", "\0", "\r", "\"", "'", "\\", "\\ud83d", "\\x00",
        "\"\\ud800\"", "---\n", "...\n", "%YAML 9.9\n", "# ", ".nan", "-.inf", "0x", "0b2", "08", "1e999", "-", "99999999999999999999999999999999999999999", "~", "\u2028", "\ufeff", "\U0001F6A2",
        "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "=", "SERVER_HOSTNAME: ", "SERVER_HOSTNAME: \"\"\n", "DB_URI: 1\n", "DB_URI: '://@/'\n",
    ];

    private static readonly string[] Scalars =
        ["null", "true", "0", "-1", "2147483648", "1e400", "1.5", "\"\"", "\"x\"", "\"50Gi\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"postgres\"", "\"quay\"", "[]", "{}", "[null]", "[[]]", "{\"\":null}", "[{\"name\":1}]", "[{}]", "[{\"name\":\"A\",\"value\":{}}]"];

    public static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A few edits anywhere.</summary>
    public static byte[] Of(Random random, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var edits = random.Next(1, 6); edits > 0; edits--) Edit(random, bytes);
        return [.. bytes];
    }

    /// <summary>Another value, or none, in a few places.</summary>
    public static void Reshape(Random random, JsonNode root)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var owners = Owners(root).ToList();
            switch (owners[random.Next(owners.Count)])
            {
                case JsonObject { Count: > 0 } map:
                    var key = map.ElementAt(random.Next(map.Count)).Key;
                    if (random.Next(4) == 0) map.Remove(key);
                    else map[random.Next(8) == 0 ? key + "x" : key] = JsonNode.Parse(Scalars[random.Next(Scalars.Length)]);
                    break;
                case JsonArray { Count: > 0 } list:
                    var index = random.Next(list.Count);
                    if (random.Next(4) == 0) list.RemoveAt(index);
                    else if (random.Next(3) == 0) list.Add(list[index]?.DeepClone());
                    else list[index] = JsonNode.Parse(Scalars[random.Next(Scalars.Length)]);
                    break;
            }
        }
    }

    private static void Edit(Random random, List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 3:
                bytes.InsertRange(at, Enumerable.Repeat(Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]), random.Next(20) == 0 ? 1_000 : 1).SelectMany(token => token));
                break;
            case 4 when random.Next(10) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                break;
        }
    }

    private static IEnumerable<JsonNode> Owners(JsonNode node)
    {
        if (node is not (JsonObject or JsonArray)) yield break;
        yield return node;
        foreach (var child in node is JsonObject map ? map.Select(entry => entry.Value) : node.AsArray())
            foreach (var owner in child is null ? [] : Owners(child))
                yield return owner;
    }
}
