using System.CommandLine;
using System.Text.RegularExpressions;
using Fleet.Cli.Commands;
using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Cli;

/// <summary>What the documentation and the fleet's own messages tell people to type.</summary>
public sealed partial class DocumentedCommandsTests
{
    private static readonly string[] Kinds = [".md", ".cs", ".razor", ".yaml", ".sh"];

    [Fact]
    public void Every_verb_and_option_that_is_named_anywhere_exists()
    {
        var (root, named, faults) = (QuayfleetCommand.Root(), 0, new List<string>());
        foreach (var file in Files())
            foreach (var line in File.ReadLines(file))
                foreach (Match match in Typed().Matches(line))
                {
                    named++;
                    faults.AddRange(Faults(root, match.Groups["what"].Value).Select(fault => $"{Path.GetRelativePath(Repository.Root, file)}: `{match.Value.Trim()}`: {fault}"));
                }
        Assert.True(named > 100, $"{named} commands were found");
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("cluster add NAME --kubeconfig F [--context C]", true)]
    [InlineData("rollout pause|resume|abort NAME", true)]
    [InlineData("rollout pause|reverse NAME", false)]
    [InlineData("get registries --fleet lab -o wide", true)]
    [InlineData("get registries --colour", false)]
    [InlineData("clusters add", false)]
    public void What_does_not_exist_is_found(string what, bool exists) => Assert.Equal(exists, !Faults(QuayfleetCommand.Root(), what).Any());

    private static IEnumerable<string> Files() => ((string[])["README.md", "docs", "deploy", "src"])
        .Select(place => Path.Combine(Repository.Root, place))
        .SelectMany(place => File.Exists(place) ? [place] : Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories))
        .Where(file => Kinds.Contains(Path.GetExtension(file)) && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static IEnumerable<string> Faults(RootCommand root, string what)
    {
        var words = what.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<Command> commands = [root];
        var verbs = words.TakeWhile(word => Verb().IsMatch(word)).ToList();
        foreach (var word in verbs)
        {
            if (commands[0].Subcommands.Count == 0) break;
            var found = word.Split('|').Select(name => (Name: name, Command: commands[0].Subcommands.FirstOrDefault(command => command.Name == name))).ToList();
            if (found.FirstOrDefault(item => item.Command is null).Name is { } unknown) return [$"there is no verb {unknown}"];
            commands = [.. found.Select(item => item.Command!)];
        }
        return words.Select(word => Option().Match(word)).Where(match => match.Success).Select(match => match.Value)
            .Where(name => commands.Any(command => command.Options.Concat(root.Options).All(option => option.Name != name && !option.Aliases.Contains(name))))
            .Select(name => $"there is no option {name}");
    }

    // In code: after a back tick, <c>, a parenthesis, && or the beginning of a line; up to its end, a comment or an explanation.
    [GeneratedRegex("""(?:^[#\s]*|[`>(]|&& )quayfleet (?<what>[a-z-](?:(?! {2})[^`#<>)"\\])*)""")]
    private static partial Regex Typed();

    [GeneratedRegex("^[a-z][a-z-]*(?:\\|[a-z-]+)*$")]
    private static partial Regex Verb();

    [GeneratedRegex("(?<=^\\[?)--?[a-z][a-z-]*")]
    private static partial Regex Option();
}
