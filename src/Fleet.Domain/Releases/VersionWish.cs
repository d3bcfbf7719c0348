using Fleet.Domain.Quay;

namespace Fleet.Domain.Releases;

/// <summary>What a QuayRegistry's annotations say of its version.</summary>
/// <param name="Target">The version it asks for; null when it follows a channel, or stays.</param>
/// <param name="Problem">An annotation that cannot be read, for people; null when all can.</param>
/// <param name="Images">In place of the release's own; null for none.</param>
public sealed record VersionWish(string? Target, ChannelSubscription Subscription, string? Problem = null, ReleaseImages? Images = null)
{
    public static VersionWish None { get; } = new(null, ChannelSubscription.None);

    public static VersionWish Of(QuayRegistry registry)
    {
        var approval = Read(registry, QuayRegistry.ApprovalAnnotation);
        var known = Enum.TryParse<Approval>(approval, ignoreCase: true, out var read) && Enum.IsDefined(read) && !char.IsAsciiDigit(approval[0]);
        var (images, problems) = ImageOverrides.Read(Read(registry, QuayRegistry.ImagesAnnotation));
        return new VersionWish(
            Read(registry, QuayRegistry.TargetVersionAnnotation),
            new ChannelSubscription(Read(registry, QuayRegistry.ChannelAnnotation), known ? read : null),
            approval is not null && !known ? $"metadata.annotations[{QuayRegistry.ApprovalAnnotation}]: '{approval}' is no approval: write Manual or Automatic."
                : problems.IsEmpty ? null : $"metadata.annotations[{QuayRegistry.ImagesAnnotation}]: {string.Join("; ", problems)}",
            images);
    }

    private static string? Read(QuayRegistry registry, string annotation) =>
        registry.Annotations.GetValueOrDefault(annotation)?.Trim() is { Length: > 0 } text ? text : null;
}
