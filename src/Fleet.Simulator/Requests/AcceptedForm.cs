using System.Text.Json.Nodes;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>The form of an answer that the Accept header asks for.</summary>
internal enum AcceptedForm
{
    Whole,
    MetadataOnly,
}

internal static class Forms
{
    public static AcceptedForm Of(string? accept) =>
        accept?.Contains("as=PartialObjectMetadata", StringComparison.Ordinal) == true ? AcceptedForm.MetadataOnly
        : accept?.Contains("as=Table", StringComparison.Ordinal) == true ? throw Refusals.NotImplemented("tables")
        : AcceptedForm.Whole;

    public static ReadOnlyMemory<byte> Write(StoredObject o, AcceptedForm form, string marker) => form == AcceptedForm.Whole
        ? o.Read(marker)
        : ObjectJson.Bytes(new JsonObject
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = o.Parse(marker)["metadata"]!.DeepClone(),
        });

    /// <summary>As an item of a list; items of built-in kinds do not say what they are.</summary>
    public static (bool Headless, ReadOnlyMemory<byte> Json) WriteItem(ServedKind kind, StoredObject o, AcceptedForm form, string marker) =>
        form == AcceptedForm.MetadataOnly || kind.IsCustom ? (false, Write(o, form, marker)) : (true, o.ReadHeadless(marker));
}
