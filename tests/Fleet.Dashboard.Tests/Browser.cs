using Fleet.EndToEnd.Tests;
using Fleet.Testing;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Fleet.Dashboard.Tests.Browser))]

namespace Fleet.Dashboard.Tests;

/// <summary>A server with simulated clusters, some of them in trouble, and a browser that looks at it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly string _data = FleetProcess.NewFolder();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal FleetProcess Server { get; private set; } = null!;

    public string Token { get; private set; } = "";

    public string Url => Server.Url;

    public async ValueTask InitializeAsync()
    {
        Server = await StartServerAsync();
        Token = (await File.ReadAllTextAsync(Path.Combine(_data, "admin.token"))).Trim();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = await Chromium.PathAsync(), Args = ["--no-sandbox"] });
        await Wait.UntilAsync(async () => (await Server.CliAsync("get", "registries", "-o", "name")).Output.Count(c => c == '\n') == 60, "all registries are seen");
        await Wait.UntilAsync(async () => (await Server.CliAsync("get", "upgrades", "--cluster", "sim-1", "-o", "name")).Output.Count(c => c == '\n') == 20, "their upgrades are pending");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>kill -9, and a new process at the same address.</summary>
    public async Task RestartServerAsync()
    {
        var url = Server.Url;
        await Server.KillAsync();
        await Server.DisposeAsync();
        Server = await StartServerAsync(url);
    }

    /// <summary>A new browser window that has not signed in.</summary>
    public async Task<IPage> OpenAsync(ColorScheme colours = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url,
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = 1400, Height = 900 },
        });
        // A page that fetched anything from elsewhere would not work where there is no elsewhere.
        await context.RouteAsync(request => !request.StartsWith(Url, StringComparison.Ordinal) && !request.StartsWith("data:", StringComparison.Ordinal), route =>
        {
            Foreign.Add(route.Request.Url);
            return route.AbortAsync();
        });
        return await context.NewPageAsync();
    }

    /// <summary>What pages asked of anybody but the server.</summary>
    public List<string> Foreign { get; } = [];

    /// <summary>Signed in, at an address of the dashboard.</summary>
    public async Task<IPage> SignedInAsync(string path = "/", string? token = null, ColorScheme colours = ColorScheme.Light)
    {
        var page = await OpenAsync(colours);
        await page.GotoAsync(path);
        await page.GetByLabel("Token").FillAsync(token ?? Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**" + path);
        // Interactive once its connection stands.
        await page.WaitForFunctionAsync("() => window.Blazor !== undefined");
        return page;
    }

    private Task<FleetProcess> StartServerAsync(string? url = null) =>
        FleetProcess.StartAsync(_data, url: url, arguments: ["--simulate", "3x20", "--simulate-trouble"]);
}
