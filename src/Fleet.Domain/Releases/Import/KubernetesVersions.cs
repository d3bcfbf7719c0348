using System.Diagnostics.CodeAnalysis;
using Semver;

namespace Fleet.Domain.Releases.Import;

/// <summary>The oldest Kubernetes a release runs on, as catalogs write it: <c>1.20</c>, <c>v1.20.0</c>.</summary>
internal static class KubernetesVersions
{
    public const string Remedy = "write MAJOR.MINOR.PATCH, for example 1.20.0";

    public static bool TryRead(string text, [NotNullWhen(true)] out string? version)
    {
        version = SemVersion.TryParse(text, SemVersionStyles.OptionalPatch | SemVersionStyles.AllowLowerV, out var read, 64) ? read.ToString() : null;
        return version is not null;
    }
}
