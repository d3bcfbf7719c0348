using Fleet.Api.V1;
using Approval = Fleet.Domain.Releases.Approval;

namespace Fleet.Gateway.Features.Upgrades;

/// <summary>Reads an approval from a body.</summary>
internal static class ApprovalFaults
{
    /// <param name="fault">Null when the text is an approval, or absent.</param>
    public static Approval? Read(string? text, string pointer, out FieldError? fault)
    {
        fault = null;
        switch (text?.ToLowerInvariant())
        {
            case null:
                return null;
            case "manual":
                return Approval.Manual;
            case "automatic":
                return Approval.Automatic;
            default:
                fault = new FieldError(pointer, null, $"approval '{text}' is not known: use Manual or Automatic.");
                return null;
        }
    }
}
