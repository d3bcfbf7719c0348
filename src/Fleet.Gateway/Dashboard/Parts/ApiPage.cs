using Fleet.Gateway.Reading;
using Microsoft.AspNetCore.Components;

namespace Fleet.Gateway.Dashboard.Parts;

/// <summary>
/// A live page of which something is not in the gateway's copy of the fleet: that is asked for anew after the fleet changed, one request at a time
/// and with a pause between them.
/// </summary>
public abstract class ApiPage : LivePage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private bool _asking;
    private bool _wanted;

    [Inject] private TimeProvider Time { get; set; } = null!;

    /// <summary>Asks the API for what is shown.</summary>
    protected abstract Task AskAsync();

    private protected override void Look(VisibleFleet fleet)
    {
        _wanted = true;
        if (_asking) return;
        _asking = true;
        _ = InvokeAsync(RunAsync);
    }

    private async Task RunAsync()
    {
        try
        {
            // What changes while it is being asked is asked for afterwards.
            while (_wanted)
            {
                _wanted = false;
                await AskAsync();
                StateHasChanged();
                await Task.Delay(Pause, Time, Gone);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left meanwhile.
        }
#pragma warning disable CA1031 // shown by the layout, as that of any page
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
#pragma warning restore CA1031
        _asking = false;
    }
}
