using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Projections;

/// <summary>
/// Hashes what somebody could have changed in an object: all but <c>status</c> and what the server and its controllers write by themselves.
/// An HMAC, because fingerprints of Secrets are stored and a plain hash of a short password could be looked up.
/// </summary>
public sealed class Fingerprinter
{
    private const int Length = 16;
    private readonly byte[] _key;

    /// <param name="key">At least 16 bytes, secret, the same on every silo and after every restart.</param>
    public Fingerprinter(ReadOnlySpan<byte> key)
    {
        if (key.Length < 16) throw new ArgumentException("A fingerprint key has at least 16 bytes.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>128 bits as base64url, 22 characters. Independent of member order and of which verb the object was read with.</summary>
    public string Fingerprint(JsonElement obj, ResourceKind kind)
    {
        var canonical = new ArrayBufferWriter<byte>(4096);
        WriteMembers(canonical, obj, kind, Place.Root);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, canonical.WrittenSpan, hash);
        return Base64Url.EncodeToString(hash[..Length]);
    }

    private enum Place
    {
        Root,
        Metadata,
        Annotations,
        Elsewhere,
    }

    // Raw bytes throughout: strings are never decoded, so odd escapes cannot throw, and nothing is allocated per string.
    private static void Write(ArrayBufferWriter<byte> canonical, JsonElement value, ResourceKind kind, Place place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(canonical, value, kind, place);
                break;
            case JsonValueKind.Array:
                canonical.Write("["u8);
                foreach (var item in value.EnumerateArray())
                {
                    Write(canonical, item, kind, Place.Elsewhere);
                    canonical.Write(","u8);
                }
                canonical.Write("]"u8);
                break;
            default:
                canonical.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private static void WriteMembers(ArrayBufferWriter<byte> canonical, JsonElement obj, ResourceKind kind, Place place)
    {
        var members = new List<JsonProperty>();
        if (obj.ValueKind == JsonValueKind.Object)
            foreach (var member in obj.EnumerateObject())
                if (!IsBookkeeping(member, kind, place))
                    members.Add(member);
        members.Sort(static (a, b) => JsonMarshal.GetRawUtf8PropertyName(a).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(b)));

        canonical.Write("{"u8);
        foreach (var member in members)
        {
            canonical.Write("\""u8);
            canonical.Write(JsonMarshal.GetRawUtf8PropertyName(member));
            canonical.Write("\":"u8);
            var child = place switch
            {
                Place.Root when member.NameEquals("metadata"u8) => Place.Metadata,
                Place.Metadata when member.NameEquals("annotations"u8) => Place.Annotations,
                _ => Place.Elsewhere,
            };
            Write(canonical, member.Value, kind, child);
            canonical.Write(","u8);
        }
        canonical.Write("}"u8);
    }

    private static bool IsBookkeeping(JsonProperty member, ResourceKind kind, Place place)
    {
        switch (place)
        {
            case Place.Root:
                return member.NameEquals("status"u8)
                    // Lists of built-in kinds leave these two out of their items.
                    || member.NameEquals("apiVersion"u8)
                    || member.NameEquals("kind"u8)
                    // The token controller and OpenShift's registry controller add theirs.
                    || (kind == ResourceKind.ServiceAccount && (member.NameEquals("secrets"u8) || member.NameEquals("imagePullSecrets"u8)));
            case Place.Metadata:
                return member.NameEquals("resourceVersion"u8)
                    || member.NameEquals("generation"u8)
                    || member.NameEquals("managedFields"u8)
                    || member.NameEquals("creationTimestamp"u8)
                    || member.NameEquals("selfLink"u8)
                    // Only controllers' marks: the same as none at all.
                    || (member.NameEquals("annotations"u8) && OnlyBookkeeping(member.Value));
            case Place.Annotations:
                return IsControllerAnnotation(JsonMarshal.GetRawUtf8PropertyName(member));
            default:
                return false;
        }
    }

    private static bool OnlyBookkeeping(JsonElement annotations) =>
        annotations.ValueKind == JsonValueKind.Null
        || (annotations.ValueKind == JsonValueKind.Object
            && annotations.EnumerateObject().All(member => IsControllerAnnotation(JsonMarshal.GetRawUtf8PropertyName(member))));

    private static bool IsControllerAnnotation(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("deployment.kubernetes.io/revision"u8)
        || name.StartsWith("pv.kubernetes.io/"u8)
        || name.SequenceEqual("volume.beta.kubernetes.io/storage-provisioner"u8)
        || name.SequenceEqual("volume.kubernetes.io/storage-provisioner"u8)
        || name.SequenceEqual("volume.kubernetes.io/selected-node"u8);
}
