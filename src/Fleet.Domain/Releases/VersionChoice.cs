using Fleet.Domain.Status;

namespace Fleet.Domain.Releases;

/// <summary>Which release a registry is meant to run.</summary>
/// <param name="Pending">What its channel has for it and nobody has approved; null when there is nothing.</param>
public abstract record VersionChoice(PendingUpgrade? Pending)
{
    /// <summary>Everything is rendered as this release has it.</summary>
    public sealed record Run(QuayRelease Release, PendingUpgrade? Pending = null) : VersionChoice(Pending);

    /// <summary>Nothing may be changed: the registry and its objects are left as they are.</summary>
    /// <param name="Asked">The version that cannot be had.</param>
    /// <param name="Why">With the remedy.</param>
    public sealed record Leave(string Asked, Blocker Why, PendingUpgrade? Pending = null) : VersionChoice(Pending);

    /// <summary>The same with other images where some are given.</summary>
    public VersionChoice With(ReleaseImages given) => this is Run run ? run with { Release = run.Release with { Images = given.Or(run.Release.Images) } } : this;

    /// <summary>What it is meant to run, whether that can be had or not.</summary>
    public string Target => this switch
    {
        Run run => run.Release.Version,
        Leave leave => leave.Asked,
        _ => throw new InvalidOperationException("A release is run or a registry left alone."),
    };
}
