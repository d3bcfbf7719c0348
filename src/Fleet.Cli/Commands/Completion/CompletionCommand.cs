using System.CommandLine;

namespace Fleet.Cli.Commands.Completion;

/// <summary><c>quayfleet completion SHELL</c>: what a shell needs to ask the program itself what may follow.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # source <(quayfleet completion bash)
        _quayfleet() {
            local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}"
            COMPREPLY=($(compgen -W "$(quayfleet "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _quayfleet quayfleet
        """;

    private const string Zsh =
        """
        #compdef quayfleet
        # source <(quayfleet completion zsh)
        _quayfleet() {
            local line="${BUFFER[1,CURSOR]}"
            local -a words_of
            words_of=("${(@f)$(quayfleet "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -- $words_of || _files
        }
        compdef _quayfleet quayfleet
        """;

    private const string Fish =
        """
        # quayfleet completion fish | source
        function __quayfleet
            set -l line (commandline -cp)
            quayfleet "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c quayfleet -a '(__quayfleet)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        var command = new Command("completion", "Print the completion script of a shell; its first line says how to use it.") { shell };
        command.SetAction(async (parsed, _) =>
        {
            var name = parsed.GetRequiredValue(shell);
            var script = name switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => null };
            if (script is null)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"SHELL '{name}' is not known: use bash, zsh or fish.");
                return ExitCode.BadInput;
            }
            await parsed.InvocationConfiguration.Output.WriteLineAsync(script);
            return ExitCode.Done;
        });
        return command;
    }
}
