using System.CommandLine;

namespace Fleet.Cli.Commands;

/// <summary>An option that takes one of a few words. The library's own message is several lines and does not name the option.</summary>
internal static class Choice
{
    public static Option<string?> Create(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                if (result.Tokens is not [{ Value: var word }]) return null;
                if (words.Contains(word)) return word;
                result.AddError($"{name} '{word}' is not known: use {string.Join(", ", words[..^1])} or {words[^1]}.");
                return null;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }
}
