namespace Fleet.Domain.Releases;

/// <summary>A release as far as rendering asks.</summary>
/// <param name="Version">As text, since a development build calls itself <c>3.x</c>; compared to <c>status.currentVersion</c>.</param>
public sealed record QuayRelease(string Version, ReleaseMinor Minor, ReleaseImages Images);
