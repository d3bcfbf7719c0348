using System.Text;
using Fleet.Cli.Commands;
using Microsoft.Win32.SafeHandles;

namespace Fleet.Cli.Output;

/// <summary>
/// Standard output where it is a pipe. When its reader has gone, as <c>head</c> goes, the program ends, as others do by SIGPIPE: .NET ignores that signal,
/// and its console that nothing can be written any more, so that a watch would go on for nobody.
/// </summary>
internal sealed class PipedOutput : FileStream
{
    private const int StandardOutput = 1;

    private PipedOutput(SafeFileHandle handle) : base(handle, FileAccess.Write, bufferSize: 0)
    {
    }

    /// <summary>Makes it the console's, where there is a pipe.</summary>
    public static void Use()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return;
        var output = new PipedOutput(new SafeFileHandle(StandardOutput, ownsHandle: false));
        if (!output.CanSeek) Console.SetOut(new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            base.Write(buffer);
        }
        catch (IOException)
        {
            Environment.Exit(ExitCode.Done);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            Environment.Exit(ExitCode.Done);
        }
    }
}
