namespace Fleet.Domain.Access;

/// <summary>Whether somebody may do something.</summary>
public abstract record AccessDecision
{
    private AccessDecision()
    {
    }

    public sealed record Allowed : AccessDecision
    {
        public static readonly Allowed Instance = new();
    }

    /// <summary>They may know that it exists, and may not do it.</summary>
    /// <param name="Reason">What is needed and what they have, as a part of a sentence.</param>
    public sealed record Denied(string Reason) : AccessDecision;

    /// <summary>For them it does not exist.</summary>
    public sealed record Hidden : AccessDecision
    {
        public static readonly Hidden Instance = new();
    }
}
