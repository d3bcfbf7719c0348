namespace Fleet.Domain.Webhooks;

/// <summary>Where webhooks may go. The addresses by which machines tell their own credentials are nobody's receiver.</summary>
public static class WebhookAddress
{
    private const int Longest = 500;

    // Where some clouds tell a machine its credentials, fd00:ec2::254; others do it under link-local addresses.
    private static ReadOnlySpan<byte> Metadata => [0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54];

    private static ReadOnlySpan<byte> MappedPrefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

    /// <summary>What is wrong with an address, with the remedy; null when it will do.</summary>
    public static string? Fault(string? text) =>
        text is { Length: > 0 and <= Longest } && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" } && uri.Host.Length > 0
            ? null
            : $"it is no address that can be told anything: write https:// or http://, a host and perhaps a path and query, at most {Longest} characters, without user, password or fragment";

    /// <summary>
    /// Not link-local, multicast, unspecified, or a cloud's for metadata. Asked of each address that a name leads to, when the connection is made: what a
    /// name led to before does not count.
    /// </summary>
    /// <param name="address">4 or 16 bytes.</param>
    public static bool MayBeReached(ReadOnlySpan<byte> address) => address.Length == 16
        ? address.StartsWith(MappedPrefix)
            ? MayBeReached(address[MappedPrefix.Length..])
            : address is not ([0xfe, >= 0x80 and < 0xc0, ..] or [0xff, ..]) && address.ContainsAnyExcept((byte)0) && !address.SequenceEqual(Metadata)
        : address is [not 0 and < 224, ..] and not [169, 254, ..];
}
