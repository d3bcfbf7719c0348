using System.Reflection;
using System.Text.RegularExpressions;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Domain.Status;
using Fleet.Testing;
using Xunit;

namespace Fleet.Architecture.Tests;

/// <summary>The documentation says what there is, and leads to it.</summary>
public sealed partial class DocumentationTests
{
    private static string Docs { get; } = Path.Combine(Repository.Root, "docs");

    [Fact]
    public void Every_code_of_a_blocker_is_explained()
    {
        var text = string.Concat(((string[])["operations.md", "rollouts.md"]).Select(page => File.ReadAllText(Path.Combine(Docs, page))));
        var codes = ((Type[])[typeof(BlockerCodes), typeof(RolloutBlockerCodes)]).SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(field => (string)field.GetRawConstantValue()!)
            .Concat([ApprovalGate.Code, WindowGate.Code, PreflightGate.Code, AlertsGate.Code, SmokeGate.Code]).ToList();
        Assert.True(codes.Count > 20, $"{codes.Count} codes");
        Assert.All(codes, code => Assert.True(Regex.IsMatch(text, $@"^\|[^|]*`{code}[`:]", RegexOptions.Multiline), code));
    }

    [Fact]
    public void Every_link_leads_somewhere_and_every_page_is_led_to()
    {
        var pages = Directory.GetFiles(Docs, "*.md", SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "README.md")).Append(Path.Combine(Repository.Root, "CONTRIBUTING.md")).ToList();
        var links = pages.SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(match => (Page: page, To: match.Groups[1].Value))).Where(link => !link.To.Contains("://", StringComparison.Ordinal)).ToList();
        Assert.All(links, link => Assert.True(IsThere(link.Page, link.To), $"{link.Page}: {link.To}"));
        var reached = links.Select(link => Target(link.Page, link.To)).ToHashSet(StringComparer.Ordinal);
        Assert.All(pages.Where(page => Path.GetFileName(page) != "README.md"), page => Assert.Contains(page, reached));
    }

    private static string Target(string page, string link) => link.Split('#')[0] is { Length: > 0 } file ? Path.GetFullPath(file, Path.GetDirectoryName(page)!) : page;

    private static bool IsThere(string page, string link)
    {
        var target = Target(page, link);
        return link.Split('#') is not [_, var anchor] || !File.Exists(target)
            ? Path.Exists(target)
            : File.ReadLines(target).Where(line => line.StartsWith('#')).Any(line => Anchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-') == anchor);
    }

    [GeneratedRegex("""\]\(([^)\s]+)\)""")]
    private static partial Regex Link();

    [GeneratedRegex("""[^\w\- ]""")]
    private static partial Regex Anchor();
}
