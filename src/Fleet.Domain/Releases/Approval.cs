using System.Text.Json.Serialization;

namespace Fleet.Domain.Releases;

/// <summary>Who lets an upgrade begin, as OLM's approval strategy means it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Approval>))]
public enum Approval
{
    /// <summary>Somebody approves each upgrade.</summary>
    Manual,

    /// <summary>An upgrade begins as soon as the channel has it.</summary>
    Automatic,
}
