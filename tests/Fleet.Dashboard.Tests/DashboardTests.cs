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

        await page.GotoAsync("/operations");
        await Expect(page.Locator("tr").Filter(new() { HasText = name }).Filter(new() { HasText = "succeeded" })).ToContainTextAsync("3.7.11");
        await page.GotoAsync("/audit");
        await Expect(page.Locator("tr").Filter(new() { HasText = "approveUpgrade" }).Filter(new() { HasText = name }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_rollout_goes_from_the_form_to_its_success_with_a_second_persons_approval()
    {
        var approver = await browser.Server.CliAsync("token", "create", "second", "--role", "approver", "--expires", "1h");
        Assert.True(approver.Code == 0, approver.ToString());
        // The last three of the canary ring; other tests have theirs from the front.
        var names = (await browser.Server.CliAsync("get", "registries", "--cluster", "sim-1", "-o", "name")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var exclude = string.Join(", ", names[..^3].Select(name => name["registry/".Length..]));
        var page = await browser.SignedInAsync("/rollouts");
        await page.GetByRole(AriaRole.Link, new() { Name = "New rollout…" }).ClickAsync();
        // Planned by itself once the page is live.
        await Expect(page.GetByText("registries in 2 stages")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByLabel("Name of the rollout").FillAsync("by-form");
        await page.GetByLabel("Clusters by label").FillAsync("ring=canary");
        await page.GetByLabel("Leave out").FillAsync(exclude);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove stage 2" }).ClickAsync();
        var stage = page.GetByRole(AriaRole.Group, new() { Name = "Stage 1" });
        await stage.GetByLabel("At once").FillAsync("ten");
        await Expect(page.GetByText("'ten'")).ToBeVisibleAsync();
        await stage.GetByLabel("At once").FillAsync("10");
        await stage.GetByLabel("Failure budget").FillAsync("");
        await stage.GetByLabel("Soak").FillAsync("");
        await stage.GetByText("Gates, deadline and what counts as success").ClickAsync();
        await stage.GetByLabel("Approvals at its end").FillAsync("2");
        await Expect(page.GetByText("3 registries in 1 stages")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("3 registries go to 3.7.11");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, start" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Rollout by-form" })).ToBeVisibleAsync();
        // No reload: the stage moves, and then two people are asked, of whom its author is none.
        await Expect(page.GetByText("3/3")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, approve" }).ClickAsync();
        await Expect(page.GetByText("you planned the rollout: ask somebody else")).ToBeVisibleAsync();

        var second = await browser.SignedInAsync("/rollouts/by-form", approver.Output.Trim());
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync(new() { Timeout = 30_000 });
        // They may approve and nothing else.
        await Expect(second.GetByRole(AriaRole.Button, new() { Name = "Pause…" })).ToHaveCountAsync(0);
        await second.GetByRole(AriaRole.Button, new() { Name = "Yes, approve" }).ClickAsync();
        var third = await browser.Server.CliAsync("token", "create", "third", "--role", "approver", "--expires", "1h");
        second = await browser.SignedInAsync("/rollouts/by-form", third.Output.Trim());
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync(new() { Timeout = 30_000 });
        await second.GetByRole(AriaRole.Button, new() { Name = "Yes, approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Succeeded", new() { Timeout = 60_000 });

        // And as it was when it began.
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the history" }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "claimed" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByText("This is how it was at")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Running");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Roll back…" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_canary_that_falls_ill_is_found_through_what_the_rollout_waits_for()
    {
        var names = (await browser.Server.CliAsync("get", "registries", "--cluster", "sim-1", "-o", "name")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (reference, canary) = (names[10], names[10]["registry/".Length..]);
        var folder = Directory.CreateTempSubdirectory("quay-fleet-test-").FullName;
        try
        {
            var rollout = Path.Combine(folder, "rollout.yaml");
            await File.WriteAllTextAsync(
                rollout,
                "apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: ill}\nspec:\n  target: {version: 3.7.11}\n"
                + $"  selector: {{clusters: {{matchLabels: {{ring: canary}}}}, registries: {{exclude: [{string.Join(", ", names.Where(name => name != reference).Select(name => name["registry/".Length..]))}]}}}}\n"
                + "  strategy:\n    stages:\n    - {name: canary, soak: 30s, progressDeadline: 1m}\n    onFailure: pause\n");
            var started = await browser.Server.CliAsync("rollout", "start", "-f", rollout);
            Assert.True(started.Code == 0, started.ToString());
            var page = await browser.SignedInAsync("/rollouts/ill");
            await Expect(page.GetByText("1 soaking")).ToBeVisibleAsync(new() { Timeout = 120_000 });

            // Somebody names a bundle that is not there.
            var manifest = (await browser.Server.CliAsync("registry", "manifest", reference)).Output;
            var broken = Path.Combine(folder, "broken.yaml");
            await File.WriteAllTextAsync(broken, BundleName().Replace(manifest, "configBundleSecret: not-there", 1));
            var edited = await browser.Server.CliAsync("registry", "edit", reference, "-f", broken);
            Assert.True(edited.Code == 0, edited.ToString());

            // No reload: the rollout says of which registry and why, stops when it takes too long, and leads there.
            var blocker = page.Locator(".blockers li").Filter(new() { HasText = canary }).Filter(new() { HasText = "not-there" });
            await Expect(blocker).ToContainTextAsync("is not healthy while soaking", new() { Timeout = 20_000 });
            await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Paused", new() { Timeout = 120_000 });
            await Expect(page.GetByText("1 failed; there is no budget")).ToBeVisibleAsync();
            await Expect(blocker).ToContainTextAsync("for somebody to");
            await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(Regex.Escape(canary.Split('/')[^1]) + "$") }).First.ClickAsync();
            await Expect(page.Locator(".blockers li").Filter(new() { HasText = "not-there" }).First).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Transitions of conditions" })).ToContainTextAsync("RolloutBlocked");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_rollout_is_kept_as_text_and_given_up()
    {
        var page = await browser.SignedInAsync("/rollouts/new");
        await Expect(page.GetByText("registries in 2 stages")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByLabel("As text").ClickAsync();
        var editor = page.GetByLabel("The rollout, kind: Rollout");
        await editor.FillAsync("kind: Rollout");
        await Expect(page.GetByText("the rollout has no spec").First).ToBeVisibleAsync();
        await editor.FillAsync(
            "apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: kept}\nspec:\n  target: {version: 3.7.11}\n  selector: {clusters: {matchLabels: {ring: canary}}}\n"
            + "  strategy:\n    stages:\n    - {name: all, maxConcurrency: 10}\n");
        await Expect(page.GetByText("in 1 stages")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the plan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Planned");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give up…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, give up" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Aborted");
    }

    [Fact]
    public async Task A_registry_is_created_edited_paused_and_deleted_with_its_name_typed()
    {
        // In a namespace that is there.
        var ns = (await browser.Server.CliAsync("get", "registries", "--cluster", "sim-1", "-o", "name")).Output.Split('\n')[0].Split('/')[2];
        var page = await browser.SignedInAsync("/registries/new?cluster=sim-1");
        await page.GetByLabel("Namespace").FillAsync(ns);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("by-hand");
        await page.GetByLabel("mirror").UncheckAsync();
        await Expect(page.GetByLabel("QuayRegistry, YAML or JSON")).ToHaveValueAsync(new Regex("name: by-hand\n(.|\n)*kind: mirror\n\\s+managed: false"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Create" })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "metadata.name", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Registry sim-1/{ns}/by-hand" })).ToBeVisibleAsync();
        await Expect(page.Locator(".facts .state")).ToHaveTextAsync("available", new() { Timeout = 60_000 });

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit…" }).ClickAsync();
        var editor = page.GetByLabel("QuayRegistry, YAML or JSON");
        await Expect(editor).ToHaveValueAsync(new Regex("name: by-hand"), new() { Timeout = 30_000 });
        var text = await editor.InputValueAsync();
        await editor.FillAsync(text.Replace("- kind: monitoring\n    managed: true", "- kind: monitoring\n    managed: false", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what changes" }).ClickAsync();
        await Expect(page.Locator(".diff tbody tr")).ToContainTextAsync("spec.components[monitoring].managed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("is saved in its cluster")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, pause" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, resume" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause…" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("database").First).ToBeVisibleAsync();
        await dialog.GetByLabel("Type its name, by-hand").FillAsync("by-han");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete for good" })).ToBeDisabledAsync();
        await dialog.GetByLabel("Type its name, by-hand").FillAsync("by-hand");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Expect(page.GetByText("There is no registry of this name that you may see")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task The_fleet_is_turned_round_to_count_by_whatever_somebody_chooses()
    {
        var page = await browser.SignedInAsync("/?by=label%3Aring");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "canary" }).First).ToContainTextAsync("20");
        await page.GetByRole(AriaRole.Link, new() { Name = "canary" }).ClickAsync();
        await Expect(page.GetByText("20 of 60")).ToBeVisibleAsync();
        await page.GotoAsync("/?by=component");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Unmanaged" })).ToBeVisibleAsync();
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
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("…$") })).ToHaveCountAsync(0);
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

    [GeneratedRegex("configBundleSecret: .*")]
    private static partial Regex BundleName();

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInPage();

    [GeneratedRegex("unknown$")]
    private static partial Regex Unknown();
}
