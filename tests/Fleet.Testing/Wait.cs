namespace Fleet.Testing;

/// <summary>Waits for the world outside to get somewhere. The limit is generous: it ends a hopeless test, it measures nothing.</summary>
public static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="limit">Null for <see cref="Limit"/>.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null, TimeSpan? pause = null)
    {
        var patience = limit ?? Limit;
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(started) > patience) throw new TimeoutException($"Waited {patience.TotalSeconds} s in vain until {what}.");
            await Task.Delay(pause ?? TimeSpan.FromMilliseconds(20), time);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);
}
