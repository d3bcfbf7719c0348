using System.Collections.Immutable;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;
using Xunit;

namespace Fleet.Domain.Tests.Releases;

/// <summary>Catalogs to test with. Their digests are counted up, and mark them as examples.</summary>
internal static class Catalogs
{
    public static ReleaseVersion V(string version) => ReleaseVersion.Parse(version);

    public static ChannelEntry Entry(string version, string? replaces = null, string? range = null, params string[] skips) => new(
        V(version), replaces is null ? null : V(replaces), [.. skips.Select(V)], range is null ? null : SkipRange.Parse(range));

    public static ReleaseChannel Channel(string name, params ChannelEntry[] entries) => new(name, [.. entries]);

    public static ReleaseCatalog Of(params ReleaseChannel[] channels) => new(
        [.. channels.SelectMany(channel => channel.Entries).Select(entry => entry.Version).Distinct().Select(version => new Release(version, Images(version.ToString())))],
        [.. channels],
        null);

    public static ReleaseImages Images(string seed) => new(
        Image("quay", seed), Image("clair", seed), Image("postgres", seed), Image("clair-postgres", seed), Image("redis", seed), Image("postgres-old", seed), Image("clair-postgres-old", seed));

    public static string Image(string name, string seed) =>
        $"registry.example.com/example/{name}@sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name + seed)))}";

    public static ReleaseCatalog Read(string text, string? package = null)
    {
        var outcome = CatalogImport.Read(text, "catalog.yaml", package);
        Assert.True(outcome is ReadOutcome.Read, outcome is ReadOutcome.Refused refused ? string.Join('\n', refused.Problems.Select(problem => problem.Message)) : "");
        return ((ReadOutcome.Read)outcome).Catalog.Catalog;
    }

    /// <summary>What reading a text, or taking it into the fleet's catalog, is refused for.</summary>
    public static ImmutableArray<CatalogProblem> Problems(string text, ReleaseCatalog? builtIn = null, params (string Name, string Text)[] others)
    {
        switch (CatalogImport.Read(text, "catalog.yaml"))
        {
            case ReadOutcome.Refused refused:
                return refused.Problems;
            case ReadOutcome.Read read:
                var imported = others.ToImmutableSortedDictionary(other => other.Name, other => Read(other.Text));
                var admission = CatalogAdmission.Decide(builtIn ?? ReleaseCatalog.Empty, imported, "new", read.Catalog.Catalog, read.Source);
                return admission is CatalogAdmission.Refused no ? no.Problems : [];
            default:
                throw new InvalidOperationException();
        }
    }
}
