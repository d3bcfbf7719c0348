using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

internal static class Paths
{
    public static string Collection(JsonObject obj)
    {
        var apiVersion = (string)obj["apiVersion"]!;
        var kind = (string)obj["kind"]!;
        var ns = (string?)obj["metadata"]!["namespace"];
        var plural = kind.EndsWith('y') ? kind[..^1].ToLowerInvariant() + "ies" : kind.ToLowerInvariant() + "s";
        return $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? "apis" : "api")}/{apiVersion}/{(ns is null ? "" : $"namespaces/{ns}/")}{plural}";
    }

    public static string Of(JsonObject obj) => $"{Collection(obj)}/{(string)obj["metadata"]!["name"]!}";
}
