using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.JSInterop;

namespace Fleet.Gateway.Dashboard.Registries;

/// <summary>The registries that somebody marked. The browser keeps them: they are of a person at a place, and nothing of the fleet's.</summary>
internal sealed class Favourites(IJSRuntime browser)
{
    private const string Key = "quay-fleet.favourites";

    /// <summary>More would be a list of its own.</summary>
    private const int Most = 500;

    private ImmutableHashSet<string> _marked = [];
    private bool _read;

    public bool Has(string registry) => _marked.Contains(registry);

    /// <summary>Once the page is live.</summary>
    public async Task ReadAsync()
    {
        if (_read) return;
        _read = true;
        try
        {
            _marked = [.. JsonSerializer.Deserialize<string[]>(await browser.InvokeAsync<string?>("localStorage.getItem", Key) ?? "[]") ?? []];
        }
        catch (JsonException)
        {
            // Somebody else wrote there; the next mark replaces it.
        }
    }

    public async Task ToggleAsync(string registry)
    {
        var without = _marked.Remove(registry);
        _marked = without.Count < _marked.Count || _marked.Count == Most ? without : _marked.Add(registry);
        await browser.InvokeVoidAsync("localStorage.setItem", Key, JsonSerializer.Serialize(_marked.Order(StringComparer.Ordinal)));
    }
}
