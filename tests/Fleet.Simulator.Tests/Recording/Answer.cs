using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

/// <param name="Date">When it was given, to the second; null when it does not say.</param>
public sealed record Answer(int Status, JsonObject Body, DateTimeOffset? Date = null);

/// <summary>Somebody who answers calls as a Kubernetes API server.</summary>
public interface IAnswering
{
    Task<Answer> SendAsync(Call call);
}
