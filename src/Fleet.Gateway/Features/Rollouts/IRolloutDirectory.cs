namespace Fleet.Gateway.Features.Rollouts;

/// <summary>Which rollouts there are.</summary>
public interface IRolloutDirectory
{
    /// <summary>Names, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
