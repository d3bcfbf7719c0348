namespace Fleet.Silo.Hosting;

/// <summary>The server cannot start; the message is the one line its user gets, with the remedy and without secrets.</summary>
public sealed class StartRefusedException : Exception
{
    public const int Failed = 1;
    public const int BadUsage = 2;

    public StartRefusedException(int code, string message)
        : base(message) => Code = code;

    public StartRefusedException(int code, string message, Exception cause)
        : base(message, cause) => Code = code;

    public int Code { get; }
}
