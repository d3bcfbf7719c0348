namespace Fleet.Cli.Commands;

/// <summary>What the process ends with. Scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Bad usage or input.</summary>
    public const int BadInput = 2;

    /// <summary>The server cannot be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>The server refuses our token.</summary>
    public const int Denied = 4;
}
