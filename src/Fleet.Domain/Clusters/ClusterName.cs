using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Fleet.Domain.Sharing;

namespace Fleet.Domain.Clusters;

/// <summary>
/// The name a member cluster has in the fleet: a DNS label (RFC 1123), 1 to 63 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>,
/// beginning and ending with a letter or digit. It is part of every registry's key, so it never changes.
/// </summary>
[JsonConverter(typeof(ParsableJsonConverter<ClusterName>))]
public readonly record struct ClusterName : IParsable<ClusterName>
{
    private readonly string? _value;

    private ClusterName(string value) => _value = value;

    /// <exception cref="FormatException">The text is no DNS label; the message says what one looks like.</exception>
    public static ClusterName Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var name)
            ? name
            : throw new FormatException($"'{s}' is no cluster name: use 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ClusterName result)
    {
        var valid = DnsNames.IsLabel(s);
        result = valid ? new ClusterName(SharedText.Of(s!)) : default;
        return valid;
    }

    public override string ToString() => _value ?? "";
}
