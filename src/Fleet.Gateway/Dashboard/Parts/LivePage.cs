using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Fleet.Gateway.Dashboard.Parts;

/// <summary>A page that shows what the fleet is now. It asks <see cref="Look"/> for it at first, and again whenever something changed.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private FleetPulse? _pulse;

    [Inject] private protected IServiceProvider Services { get; set; } = null!;

    [CascadingParameter] private Task<AuthenticationState> Session { get; set; } = null!;

    /// <summary>What of the fleet exists for whoever looks.</summary>
    private protected VisibleFleet? Visible { get; private set; }

    private protected Caller? Caller { get; private set; }

    /// <summary>False in what is sent first, which nobody listens to yet: what is typed into it would be lost.</summary>
    protected bool IsLive { get; private set; }

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone { get; }

    protected LivePage() => Gone = _gone.Token;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        if (_pulse is not null) _pulse.Changed -= OnChangedAsync;
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>Reads what is shown from <see cref="Visible"/>.</summary>
    private protected abstract void Look(VisibleFleet fleet);

    protected override async Task OnParametersSetAsync()
    {
        if (Caller is null && (await Session).User.Identity is CallerIdentity { Caller: var caller })
        {
            Caller = caller;
            Visible = new VisibleFleet((FleetView)Services.GetService(typeof(FleetView))!, caller);
        }
        if (Visible is not null) Look(Visible);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _pulse = (FleetPulse)Services.GetService(typeof(FleetPulse))!;
        _pulse.Changed += OnChangedAsync;
        _pulse.Start();
        IsLive = true;
        StateHasChanged();
    }

    private Task OnChangedAsync() => InvokeAsync(() =>
    {
        if (Visible is null || Gone.IsCancellationRequested) return;
        Look(Visible);
        StateHasChanged();
    });
}
