using System.CommandLine;
using Fleet.Bench.Scale;
using Fleet.Bench.Server;
using Fleet.Testing;
using Microsoft.Playwright;

namespace Fleet.Bench.Dashboard;

/// <summary><c>dashboard</c>: what a browser makes of many registries.</summary>
internal static class DashboardCommand
{
    private const int Views = 5;

    public static Command Build()
    {
        var clusters = new Option<int>("--clusters") { DefaultValueFactory = _ => 10, Description = "How many simulated clusters." };
        var registries = new Option<int>("--registries") { DefaultValueFactory = _ => 10, Description = "How many registries on each." };
        var churn = new Option<string>("--churn") { DefaultValueFactory = _ => "1%", Description = "Share of the registries whose health changes each second." };
        var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 1, Description = "How long the page stays open while they change." };
        var command = new Command("dashboard", "Time to first view and to filter, frames and memory of a browser, with many simulated clusters.") { clusters, registries, churn, minutes };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(clusters), parsed.GetValue(registries), parsed.GetValue(churn)!, TimeSpan.FromMinutes(parsed.GetValue(minutes))));
        return command;
    }

    private static async Task RunAsync(int clusters, int registries, string churn, TimeSpan time)
    {
        await using var simulator = await SimulatorProcess.StartAsync(clusters, registries, churn);
        await using var server = await ServerProcess.StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        await simulator.AddToAsync(server, clusters);
        await server.AllLiveAsync(clusters * registries);
        await server.SettledAsync();
        Console.WriteLine($"{clusters}x{registries}: live and at rest after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = await Chromium.PathAsync(), Args = ["--no-sandbox"] });
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Client.BaseAddress!.ToString(), ViewportSize = new ViewportSize { Width = 1400, Height = 900 } });
        var page = new DashboardPage(await context.NewPageAsync());
        await page.SignInAsync(server.Client.DefaultRequestHeaders.Authorization!.Parameter!);

        Print("overview: figures shown", await DashboardPage.TimesAsync(Views, page.OpenOverviewAsync));
        Print("registries: rows shown", await DashboardPage.TimesAsync(Views, page.OpenRegistriesAsync));
        Print("registries: from the first key of a search until its rows are there", await DashboardPage.TimesAsync(Views, () => page.SearchAsync("sim-7", clusters * registries), page.OpenSearchAsync));

        await page.OpenRegistriesAsync();
        await page.LookAsync("at rest", TimeSpan.FromSeconds(10), server);
        await using var changes = await ChangeCount.OpenAsync(server.Client);
        await simulator.BeginChurnAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        var (before, began) = (changes.Count, TimeProvider.System.GetTimestamp());
        await page.LookAsync($"{churn} of the registries change each second, first 30 s", TimeSpan.FromSeconds(30), server);
        await page.LookAsync("then, scrolling", TimeSpan.FromSeconds(10), server, scrolls: true);
        if (time > TimeSpan.FromMinutes(1)) await Task.Delay(time - TimeSpan.FromMinutes(1), TimeProvider.System);
        await page.LookAsync($"after {time.TotalMinutes:0.#} min", TimeSpan.FromSeconds(20), server);
        Console.WriteLine($"  changes at the API's live stream: {(changes.Count - before) / TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} per second");
    }

    private static void Print(string what, IReadOnlyList<TimeSpan> times) =>
        Console.WriteLine($"  {what}: first {times[0].TotalMilliseconds:0} ms, then {string.Join(", ", times.Skip(1).Select(time => $"{time.TotalMilliseconds:0}"))} ms");
}
