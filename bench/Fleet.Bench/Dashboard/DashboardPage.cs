using System.Text.Json;
using Fleet.Bench.Server;
using Microsoft.Playwright;

namespace Fleet.Bench.Dashboard;

/// <summary>A browser's page that looks at the dashboard, and what it costs the browser.</summary>
internal sealed class DashboardPage(IPage page)
{
    /// <summary>Counts frames from within the page: the browser asks for one 60 times a second unless something keeps it busy.</summary>
    private const string CountFrames = """
        seconds => new Promise(done => {
          const gaps = []; const began = performance.now(); let last = began;
          const step = now => {
            gaps.push(now - last); last = now;
            if (now - began < seconds * 1000) requestAnimationFrame(step);
            else done({ frames: gaps.length, late: gaps.filter(gap => gap > 50).length, worst: Math.max(...gaps), fps: gaps.length / ((now - began) / 1000) });
          };
          requestAnimationFrame(step);
        })
        """;

    private ICDPSession? _devTools;

    public async Task SignInAsync(string token)
    {
        _devTools = await page.Context.NewCDPSessionAsync(page);
        await _devTools.SendAsync("Performance.enable");
        await page.GotoAsync("/");
        await page.GetByLabel("Token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" }).First.WaitForAsync();
    }

    public async Task OpenOverviewAsync()
    {
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new System.Text.RegularExpressions.Regex("registries$") }).First.WaitForAsync();
    }

    public async Task OpenRegistriesAsync()
    {
        await page.GotoAsync("/registries");
        await page.Locator("tbody tr a").First.WaitForAsync();
    }

    /// <summary>Opens the list, and waits until it is live: what is typed before is lost.</summary>
    public async Task OpenSearchAsync()
    {
        await OpenRegistriesAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
    }

    /// <summary>Types a search and waits until fewer registries than all are counted.</summary>
    public async Task SearchAsync(string text, int all)
    {
        var search = page.GetByLabel("Search").First;
        await search.FillAsync(text);
        await page.WaitForFunctionAsync(
            "all => { const told = [...document.querySelectorAll('[role=status]')].map(s => s.textContent).find(t => / of /.test(t)); return told && !told.startsWith(all + ' of'); }",
            $"{all}");
    }

    /// <param name="prepare">Comes before each and does not count; null for nothing.</param>
    public static async Task<IReadOnlyList<TimeSpan>> TimesAsync(int count, Func<Task> view, Func<Task>? prepare = null)
    {
        var times = new List<TimeSpan>();
        for (var number = 0; number < count; number++)
        {
            if (prepare is not null) await prepare();
            var started = TimeProvider.System.GetTimestamp();
            await view();
            times.Add(TimeProvider.System.GetElapsedTime(started));
        }
        return times;
    }

    public async Task LookAsync(string what, TimeSpan time, ServerProcess server, bool scrolls = false)
    {
        var before = server.Figures.Cpu;
        var counting = page.EvaluateAsync<JsonElement>(CountFrames, time.TotalSeconds);
        while (scrolls && !counting.IsCompleted)
        {
            await page.Mouse.MoveAsync(700, 500);
            await page.Mouse.WheelAsync(0, 400);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        var seen = await counting;
        Console.WriteLine(
            $"  {what}: {Number("fps"):0} frames a second, {Number("late"):0} of {Number("frames"):0} later than 50 ms, the latest {Number("worst"):0} ms; "
            + $"JavaScript heap {await MetricAsync("JSHeapUsedSize") / 1024 / 1024:0.0} MiB, {await MetricAsync("Nodes"):0} nodes; "
            + $"CPU of the server {(server.Figures.Cpu - before) / time:P0} of a core, RSS {server.Figures.ResidentMiB:0} MiB");

        double Number(string name) => seen.GetProperty(name).GetDouble();
    }

    private async Task<double> MetricAsync(string name)
    {
        var metrics = await _devTools!.SendAsync("Performance.getMetrics");
        return metrics!.Value.GetProperty("metrics").EnumerateArray().First(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
    }
}
