using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Fleet.Dashboard.Tests;

/// <summary>The dashboard in a real browser, on a real server.</summary>
[Collection("one browser at a time")]
public sealed partial class DashboardTests(Browser browser)
{
    [Fact]
    public async Task Who_has_not_signed_in_is_asked_to_and_comes_to_where_they_wanted()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/registries?q=sim-1");
        await Expect(page).ToHaveURLAsync(SignInPage());
        await page.GetByLabel("Token").FillAsync("nobody's");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not known");
        await page.GetByLabel("Token").FillAsync(browser.Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/registries\\?q=sim-1$"));
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "of 60" })).ToHaveTextAsync("20 of 60");

        var cookie = Assert.Single(await page.Context.CookiesAsync(), found => found.Name == "quay-fleet-session");
        Assert.DoesNotContain(browser.Token, cookie.Value, StringComparison.Ordinal);
        Assert.True(cookie.HttpOnly);
        // The API takes no cookies, or another site could have a browser write.
        Assert.Equal(401, (await page.APIRequest.GetAsync("/api/v1/fleet")).Status);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(SignInPage());
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(SignInPage());
    }

    [Fact]
    public async Task The_fleet_leads_to_what_its_figures_count()
    {
        var page = await browser.SignedInAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "60 registries" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = Unknown() }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "component-not-ready" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("blocker=component-not-ready"));
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("component-not-ready");
    }

    [Fact]
    public async Task Registries_are_searched_from_the_keyboard_and_the_address_can_be_shared()
    {
        var page = await browser.SignedInAsync("/registries");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("sim-2");
        await Expect(page).ToHaveURLAsync(new Regex("q=sim-2"));
        await Expect(page.GetByText("20 of 60")).ToBeVisibleAsync();

        var other = await browser.SignedInAsync("/registries?q=sim-2&state=unavailable");
        await Expect(other.Locator("tbody tr .state").First).ToHaveTextAsync("not available");
    }

    [Fact]
    public async Task A_registry_says_what_it_consists_of_and_what_it_waits_for()
    {
        var page = await browser.SignedInAsync("/registries?q=sim-2&state=unavailable");
        await page.Locator("tbody tr a").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^Registry sim-2") })).ToBeVisibleAsync();
        await Expect(page.Locator(".blockers li").First).ToBeVisibleAsync();
        await Expect(page.GetByText("postgres").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Reason" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_upgrade_is_approved_and_watched_until_it_is_done()
    {
        var page = await browser.SignedInAsync("/upgrades");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^sim-1.") }).First.ClickAsync();
        // Which one was first may have changed until then.
        var heading = page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^Registry sim-1") });
        await Expect(heading).ToBeVisibleAsync();
        var name = (await heading.TextContentAsync())!["Registry ".Length..];
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("goes from 3.7.10 to 3.7.11. Quay is scaled to 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Expect(page.Locator(".facts").First).ToContainTextAsync("3.7.10 → 3.7.11");
        // No reload: what the cluster does comes to the page.
        await Expect(page.Locator(".facts").First).Not.ToContainTextAsync("3.7.10", new() { Timeout = 60_000 });
        await Expect(page.Locator(".facts .state")).ToHaveTextAsync("available", new() { Timeout = 60_000 });

        await page.GotoAsync("/audit");
        await Expect(page.Locator("tr").Filter(new() { HasText = "approveUpgrade" }).Filter(new() { HasText = name }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_rollout_is_planned_started_and_watched_until_it_has_succeeded()
    {
        // The last three of the canary ring; other tests have theirs from the front.
        var names = (await browser.Server.CliAsync("get", "registries", "--cluster", "sim-1", "-o", "name")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var exclude = string.Join(", ", names[..^3].Select(name => name["registry/".Length..]));
        var page = await browser.SignedInAsync("/rollouts");
        // Read once the page is live; what was typed before would be lost.
        await Expect(page.GetByText("There is none yet.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var editor = page.GetByLabel("The rollout, kind: Rollout");
        await editor.FillAsync("kind: Rollout");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan" }).ClickAsync();
        await Expect(page.GetByText("the rollout has no spec").First).ToBeVisibleAsync();
        await editor.FillAsync(
            "apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: by-hand}\nspec:\n  target: {version: 3.7.11}\n  selector: {clusters: {matchLabels: {ring: canary}}, registries: {exclude: [" + exclude + "]}}\n"
            + "  strategy:\n    stages:\n    - {name: all, maxConcurrency: 10, after: [approval]}\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan" }).ClickAsync();
        await Expect(page.GetByText("3 registries in 1 stages")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Rollout by-hand" })).ToBeVisibleAsync();
        // No reload: stages move, and then somebody is asked.
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync(new() { Timeout = 120_000 });
        await Expect(page.GetByText("3/3")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Succeeded", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Who_may_only_look_is_not_offered_to_approve_and_sees_their_clusters_alone()
    {
        var created = await browser.Server.CliAsync("token", "create", "looker", "--role", "viewer", "--clusters", "ring=canary", "--expires", "1h");
        Assert.True(created.Code == 0, created.ToString());
        var page = await browser.SignedInAsync("/clusters", created.Output.Trim());
        await Expect(page.GetByText("1 of 1")).ToBeVisibleAsync();
        await page.GotoAsync("/upgrades");
        await page.Locator("tbody tr a").First.ClickAsync();
        await Expect(page.GetByText("waits to be approved").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve…" })).ToHaveCountAsync(0);
        await page.GotoAsync("/registries/sim-2/quay-1/registry-1");
        await Expect(page.GetByText("There is no registry of this name that you may see")).ToBeVisibleAsync();
        await page.GotoAsync("/audit");
        await Expect(page.GetByText("it needs the role admin")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Releases_and_channels_are_listed()
    {
        var page = await browser.SignedInAsync("/releases");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "stable-3.7 (head)" })).ToContainTextAsync("3.7.11");
    }

    [Fact]
    public async Task A_page_outlives_a_restart_of_the_server()
    {
        var page = await browser.SignedInAsync("/registries");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await browser.RestartServerAsync();
        await Expect(page.GetByText("Connecting again")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("Connecting again")).ToBeHiddenAsync(new() { Timeout = 120_000 });
        await Expect(page.GetByText("60 of 60")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInPage();

    [GeneratedRegex("unknown$")]
    private static partial Regex Unknown();
}
