using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;

namespace Fleet.Simulator.World.Actors;

/// <summary>
/// The message of a Deployment's condition <c>Progressing</c>, which names ReplicaSets as the real controller does. There are none here; the
/// names tell templates apart, also after a restart.
/// </summary>
internal static partial class ReplicaSetText
{
    /// <summary>The name the ReplicaSet of the present template would have.</summary>
    public static string NameOf(Observed deployment) =>
        $"{deployment.Name}-{Crc32.HashToUInt32(Encoding.UTF8.GetBytes(deployment.At("spec", "template")?.ToJsonString() ?? "")):x8}";

    /// <summary>The ReplicaSet whose pods serve; null when no pod ever did.</summary>
    public static string? Serving(Observed deployment)
    {
        var message = (string?)deployment.Condition("Progressing")?["message"] ?? "";
        return ServingName().Match(message) is { Success: true } match ? match.Groups["name"].Value : null;
    }

    public static string Describe(Observed deployment, bool done)
    {
        if (done) return $"ReplicaSet \"{NameOf(deployment)}\" has successfully progressed.";
        var progressing = $"ReplicaSet \"{NameOf(deployment)}\" is progressing.";
        return Serving(deployment) is { } serving ? $"{progressing} ReplicaSet \"{serving}\" serves until then." : progressing;
    }

    [GeneratedRegex("\"(?<name>[^\"]+)\" (has successfully progressed|serves until then)")]
    private static partial Regex ServingName();
}
