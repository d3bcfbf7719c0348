using System.Globalization;

namespace Fleet.Bench.Server;

/// <summary>What Linux says of a process.</summary>
/// <param name="Cpu">User and system time since it started, from <c>/proc/PID/stat</c>; its grain is 10 ms.</param>
/// <param name="ResidentMiB"><c>VmRSS</c>.</param>
/// <param name="PeakMiB"><c>VmHWM</c>, the most it ever was.</param>
internal sealed record ProcessFigures(TimeSpan Cpu, double ResidentMiB, double PeakMiB)
{
    // USER_HZ, which is 100 on every architecture .NET runs on.
    private const double TicksPerSecond = 100;

    public static ProcessFigures Of(int id)
    {
        // The program's name, in brackets, may hold spaces: the fields are counted from behind it, where utime and stime are 12th and 13th.
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[11]) + Number(fields[12]);
        return new ProcessFigures(TimeSpan.FromSeconds(ticks / TicksPerSecond), MiB(id, "VmRSS:"), MiB(id, "VmHWM:"));
    }

    private static double MiB(int id, string name) =>
        Number(File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
