namespace Fleet.Gateway.Auditing;

/// <summary>What has to be audited cannot be, and so is not done.</summary>
internal sealed class AuditUnavailableException(string message) : Exception(message)
{
    public static AuditUnavailableException NotWritten() => new("The audit cannot be written, so nothing was changed: see /readyz, and try again.");
}
