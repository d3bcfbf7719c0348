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
        var selection = Selection.Of(call.Request, call.Path.Namespace);
        var limit = call.Request.Parameter("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var from = default(ObjectName?);
        if (call.Request.Parameter("continue") is { } token) (state, from) = call.Cluster.Pages.Read(token) is var (kept, first) ? (kept, first) : default;
        else CheckVersion(call, state);

        var matching = state.Of(call.Kind.Resource).Values
            .Where(o => (from is not { } start || o.Name >= start) && selection.Matches(o, call.Marker));
        var items = limit > 0 ? matching.Take(limit + 1).ToList() : matching.ToList();
        var next = limit > 0 && items.Count > limit ? items[limit] : null;
        if (next is not null) items.RemoveAt(limit);

        var body = new ArrayBufferWriter<byte>(1024 + items.Sum(item => item.Size + 64));
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, form == AcceptedForm.MetadataOnly ? "PartialObjectMetadataList" : call.Kind.Kind + "List");
            json.WriteString("apiVersion"u8, form == AcceptedForm.MetadataOnly ? "meta.k8s.io/v1" : call.Kind.ApiVersion(call.Path.Version));
            json.WriteStartObject("metadata"u8);
            json.WriteString("resourceVersion"u8, state.Version.ToString(CultureInfo.InvariantCulture));
            if (next is not null) json.WriteString("continue"u8, call.Cluster.Pages.Token(state, next.Name));
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

    private static void CheckVersion(ResourceCall call, ClusterState state)
    {
        if (call.Request.Parameter("resourceVersionMatch") is "Exact") throw Refusals.NotImplemented("resourceVersionMatch=Exact");
        if (call.Request.Parameter("resourceVersion") is not { } text) return;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) throw Refusals.BadRequest($"Invalid value: \"{text}\": resourceVersion");
        if (version > state.Version) throw Refusals.TooLarge(version, state.Version);
    }
}
