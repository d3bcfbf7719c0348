using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>Sends the same calls to a real server and to a simulated one, and collects where the answers differ.</summary>
internal sealed class Recorder(IAnswering real, IAnswering simulated, FollowingClock clock)
{
    private readonly List<string> _differences = [];

    /// <summary>By path. Versions only count as moved or not moved.</summary>
    private readonly Dictionary<string, (string Real, string Simulated, JsonObject Body)> _versions = [];

    /// <returns>The real answer.</returns>
    public async Task<Answer> SendAsync(Call call) => (await SendAsync(call, call)).Real;

    /// <summary>For calls that repeat what a server has told, such as a PUT with its resourceVersion.</summary>
    public async Task<(Answer Real, Answer Simulated)> SendAsync(Call toReal, Call toSimulated)
    {
        var fromReal = await real.SendAsync(toReal);
        clock.Follow(fromReal);
        var answers = (Real: fromReal, Simulated: await simulated.SendAsync(toSimulated));
        Calls++;
        var (left, right) = (Normal.Of(answers.Real.Body), Normal.Of(answers.Simulated.Body));
        RealQuirks.Forgive(left, right);
        var differences = answers.Real.Status == answers.Simulated.Status
            ? Differences.Between(left, right).ToList()
            : [$"status: real {answers.Real.Status} {answers.Real.Body["message"]}, simulated {answers.Simulated.Status} {answers.Simulated.Body["message"]}"];
        differences.AddRange(Moved(toReal.Path.Split('?')[0], answers.Real, answers.Simulated));
        if (differences.Count > 0) _differences.Add($"{toReal.What}\n  {string.Join("\n  ", differences)}");
        return answers;
    }

    /// <summary>Whether a call changed the stored object has to be the same on both.</summary>
    private IEnumerable<string> Moved(string path, Answer real, Answer simulated)
    {
        if (Version(real) is not { } left || Version(simulated) is not { } right) yield break;
        var body = Normal.Of(real.Body);
        // The real server rewrites some objects once without changing them: what it stored first was encoded a little differently.
        if (_versions.TryGetValue(path, out var before) && (before.Real == left) != (before.Simulated == right)
            && !(before.Simulated == right && JsonNode.DeepEquals(before.Body, body)))
            yield return $"resourceVersion: real {before.Real} -> {left}, simulated {before.Simulated} -> {right}";
        _versions[path] = (left, right, body);
    }

    public int Calls { get; private set; }

    public void NothingDiffered()
    {
        var text = new StringBuilder();
        foreach (var difference in _differences) text.AppendLine(CultureInfo.InvariantCulture, $"{difference}");
        Assert.True(_differences.Count == 0, $"{_differences.Count} of {Calls} calls were answered differently:\n{text}");
    }

    private static string? Version(Answer answer) => (string?)answer.Body["metadata"]?["resourceVersion"];
}
