using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

public sealed record Answer(int Status, JsonObject Body);

/// <summary>Somebody who answers calls as a Kubernetes API server.</summary>
public interface IAnswering
{
    Task<Answer> SendAsync(Call call);
}
