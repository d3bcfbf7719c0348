using Fleet.Api.V1;

namespace Fleet.Cli.Output;

/// <summary>What something waits for, one blocker a line.</summary>
internal static class BlockerLines
{
    public static void Write(TextWriter output, IReadOnlyList<Blocker> blockers)
    {
        var width = blockers.Select(blocker => blocker.Code.Length).DefaultIfEmpty().Max();
        foreach (var blocker in blockers)
            output.WriteLine($"  {blocker.Code.PadRight(width)}  {blocker.Message}{Next(blocker)}");
    }

    private static string Next(Blocker blocker) => blocker.NextChange is { } at && !blocker.Message.Contains(Rows.Time(at), StringComparison.Ordinal) ? $" (next change {Rows.Time(at)})" : "";
}
