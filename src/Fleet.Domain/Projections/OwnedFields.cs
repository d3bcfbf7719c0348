using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Projections;

/// <summary>
/// What of an object a field manager's applies own, from <c>metadata.managedFields</c>. The API server takes a field away from its owner as
/// soon as somebody else changes its value, so that this tells exactly whether another apply would change anything; and it is part of the
/// metadata, so that it does so for Secrets whose content is never read.
/// </summary>
internal static class OwnedFields
{
    /// <summary>The same in every answer of the server; null when the manager's applies own nothing.</summary>
    public static Hash128? Fingerprint(JsonElement obj, string manager)
    {
        if (!obj.TryGetProperty("metadata"u8, out var metadata) || metadata.ValueKind != JsonValueKind.Object
            || !metadata.TryGetProperty("managedFields"u8, out var entries) || entries.ValueKind != JsonValueKind.Array) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var owns = false;
        foreach (var entry in entries.EnumerateArray())
        {
            if (!Is(entry, "manager"u8, manager) || !Is(entry, "operation"u8, "Apply") || !entry.TryGetProperty("fieldsV1"u8, out var fields)) continue;
            // An apply of the status is another matter.
            if (entry.TryGetProperty("subresource"u8, out var subresource) && subresource.ValueKind == JsonValueKind.String && !subresource.ValueEquals(""u8)) continue;
            owns = true;
            hash.AppendData(JsonMarshal.GetRawUtf8Value(fields));
            hash.AppendData(ScaledPast(obj, fields));
        }
        return owns ? new Hash128(hash.GetHashAndReset()) : null;
    }

    // Up to Kubernetes 1.21 the scale subresource changes this field without a word in managedFields.
    private static ReadOnlySpan<byte> ScaledPast(JsonElement obj, JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Object
        && fields.TryGetProperty("f:spec"u8, out var owned) && owned.ValueKind == JsonValueKind.Object && owned.TryGetProperty("f:replicas"u8, out _)
        && obj.TryGetProperty("spec"u8, out var spec) && spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("replicas"u8, out var replicas)
            ? JsonMarshal.GetRawUtf8Value(replicas)
            : default;

    private static bool Is(JsonElement entry, ReadOnlySpan<byte> member, string value) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);
}
