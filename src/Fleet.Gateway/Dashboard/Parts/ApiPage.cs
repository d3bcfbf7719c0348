using Fleet.Gateway.Reading;

namespace Fleet.Gateway.Dashboard.Parts;

/// <summary>A live page whose content is not in the gateway's copy of the fleet: it is asked for anew whenever that changed, one request at a time.</summary>
public abstract class ApiPage : LivePage
{
    private bool _asking;

    /// <summary>Asks the API for what is shown.</summary>
    protected abstract Task AskAsync();

    private protected override void Look(VisibleFleet fleet)
    {
        if (_asking) return;
        _asking = true;
        _ = InvokeAsync(RunAsync);
    }

    private async Task RunAsync()
    {
        try
        {
            await AskAsync();
            StateHasChanged();
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
