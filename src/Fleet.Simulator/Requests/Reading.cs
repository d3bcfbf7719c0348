using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fleet.Simulator.Store;
using Fleet.Simulator.Watching;

namespace Fleet.Simulator.Requests;

/// <summary>Answers get, list and watch.</summary>
internal static class Reading
{
    public static KubeAnswer Answer(ResourceCall call, ClusterState state)
    {
        var form = Forms.Of(call.Request.Accept);
        if (call.Path.Name is null) return call.IsWatch ? WatchStream.Open(call, state, form) : List(call, state, form);
        if (!state.TryGet(call.Kind.Resource, call.Name, out var found)) throw Refusals.NotFound(call.Kind, call.Path.Name);
        return call.Path.Subresource switch
        {
            null => new KubeAnswer.Json(200, Forms.Write(found, form, call.Marker)),
            "status" when call.Kind.HasStatus => new KubeAnswer.Json(200, Forms.Write(found, form, call.Marker)),
            "scale" when call.Kind.HasScale => Answers.Of(200, Scale.Of(found.Parse(call.Marker))),
            var other => throw Refusals.NotImplemented($"reading the subresource {other}"),
        };
    }

    private static KubeAnswer.Json List(ResourceCall call, ClusterState state, AcceptedForm form)
    {
        var selection = Selection.Of(call);
        (state, var from, var limit) = ListState.Of(call, state);
        var matching = state.Of(call.Kind.Resource).Values
            .Where(o => (from is not { } start || o.Name >= start) && selection.Matches(o, call.Marker))
            .ToList();
        var items = limit > 0 && matching.Count > limit ? matching.GetRange(0, (int)limit) : matching;

        var body = new ArrayBufferWriter<byte>(1024 + items.Sum(item => item.Size + 64));
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, form == AcceptedForm.MetadataOnly ? "PartialObjectMetadataList" : call.Kind.Kind + "List");
            json.WriteString("apiVersion"u8, form == AcceptedForm.MetadataOnly ? "meta.k8s.io/v1" : call.Kind.ApiVersion(call.Path.Version));
            json.WriteStartObject("metadata"u8);
            json.WriteString("resourceVersion"u8, state.Version.ToString(CultureInfo.InvariantCulture));
            if (items.Count < matching.Count)
            {
                json.WriteString("continue"u8, ContinueToken.After(items[^1], state.Version, call.Path.Namespace));
                // Who selects is not told: a real server would have to look at all that is left.
                if (selection.IsEmpty) json.WriteNumber("remainingItemCount"u8, matching.Count - items.Count);
            }
            else if (call.Kind.IsCustom && form == AcceptedForm.Whole) json.WriteString("continue"u8, "");
            json.WriteEndObject();
            json.WriteStartArray("items"u8);
            foreach (var item in items) WriteItem(json, Forms.WriteItem(call.Kind, item, form, call.Marker));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return new KubeAnswer.Json(200, body.WrittenMemory);
    }

    private static void WriteItem(Utf8JsonWriter json, (bool Headless, ReadOnlyMemory<byte> Json) item)
    {
        if (!item.Headless)
        {
            json.WriteRawValue(item.Json.Span, skipInputValidation: true);
            return;
        }
        var whole = ArrayPool<byte>.Shared.Rent(item.Json.Length + 1);
        whole[0] = (byte)'{';
        item.Json.Span.CopyTo(whole.AsSpan(1));
        json.WriteRawValue(whole.AsSpan(0, item.Json.Length + 1), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(whole);
    }
}
