using Microsoft.AspNetCore.Authentication;

namespace Fleet.Gateway.Security;

/// <summary>Which token is the administrator's.</summary>
internal sealed class BearerTokenOptions : AuthenticationSchemeOptions
{
    /// <summary>SHA-256 of the token, so that the token itself is not kept.</summary>
    public byte[] AdminTokenHash { get; set; } = [];

    /// <inheritdoc/>
    public override void Validate()
    {
        if (AdminTokenHash.Length != 32) throw new InvalidOperationException("The administrator's token is not set: give AddFleetGateway one.");
    }
}
