namespace Fleet.Silo.Storage.Postgres;

/// <summary>A gateway waits for silos as long as it takes, and says so at <c>/readyz</c>.</summary>
internal sealed class SilosComeLater(TimeProvider time) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }
}
