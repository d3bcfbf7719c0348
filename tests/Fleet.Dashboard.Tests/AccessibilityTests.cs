using Deque.AxeCore.Playwright;
using Fleet.Testing;
using Microsoft.Playwright;
using Xunit;

namespace Fleet.Dashboard.Tests;

/// <summary>What axe finds on the pages, in both colour schemes; and a picture of each for the documentation.</summary>
[Collection("one browser at a time")]
public sealed class AccessibilityTests(Browser browser)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "fleet", "/" },
        { "clusters", "/clusters" },
        { "cluster", "/clusters/sim-1" },
        { "registries", "/registries" },
        { "registry", "/registries?q=sim-2&state=unavailable" },
        { "registry-new", "/registries/new" },
        { "registry-edit", "/registries/sim-1/billing/quay/edit" },
        { "rollouts", "/rollouts" },
        { "rollout", "/rollouts/shown" },
        { "rollout-new", "/rollouts/new" },
        { "upgrades", "/upgrades" },
        { "operations", "/operations" },
        { "releases", "/releases" },
        { "audit", "/audit" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_page_has_a_serious_problem_in_either_colour_scheme(string name, string path)
    {
        // So that there is something to list.
        if (name == "audit") await browser.Server.CliAsync("catalog", "approval", "stable-3.7", "none");
        if (name == "rollout") await KeepPlanAsync();
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await browser.SignedInAsync(path, colours: colours);
            await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
            if (name == "registry") await page.Locator("tbody tr a").First.ClickAsync();
            await Assertions.Expect(page.Locator(name is "fleet" or "cluster" or "registry" or "rollout-new" ? ".panel" : name is "registry-new" or "registry-edit" ? "textarea" : name == "rollouts" ? "thead" : "tbody tr").First).ToBeVisibleAsync();
            // The theme follows the scheme once the page is interactive, and colours fade into each other.
            await page.WaitForTimeoutAsync(1500);
            var result = await page.RunAxe();
            var serious = result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
            Assert.True(!serious.Any(), $"{name}, {colours}:\n{string.Join('\n', serious)}");
            if (Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1" && colours == ColorScheme.Light)
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "docs", "dashboard", name + ".png") });
        }
        Assert.Empty(browser.Foreign);
    }

    private async Task KeepPlanAsync()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file,
                "apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: shown}\nspec:\n  target: {version: 3.7.11}\n  strategy:\n    stages:\n"
                + "    - {name: canary, selector: {matchLabels: {ring: canary}}, failureBudget: 1, soak: 10m, after: [approval]}\n    - {name: rest, maxConcurrency: 25%}\n");
            var planned = await browser.Server.CliAsync("rollout", "plan", "-f", file, "--save");
            Assert.True(planned.Code == 0, planned.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
