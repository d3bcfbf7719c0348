using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Grains.Rollouts.Gates.Smoke;

/// <summary>Something tiny to push, the same bytes each time: what a test that was cut off left behind is what the next one takes away.</summary>
internal sealed record SmokeArtifact(string What, string Tag, ImmutableArray<SmokeBlob> Blobs, SmokeBlob Manifest)
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    public static SmokeArtifact Image { get; } = Of(
        "an image", "quay-fleet-smoke-image",
        new SmokeBlob("application/vnd.oci.image.config.v1+json", """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"""u8.ToArray()),
        new SmokeBlob("application/vnd.oci.image.layer.v1.tar+gzip", Archive("quay-fleet-smoke.txt", "A smoke test of Quay Fleet.\n")));

    public static SmokeArtifact Chart { get; } = Of(
        "a Helm chart", "quay-fleet-smoke-chart",
        new SmokeBlob("application/vnd.cncf.helm.config.v1+json", """{"name":"quay-fleet-smoke","version":"0.0.1","apiVersion":"v2"}"""u8.ToArray()),
        new SmokeBlob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", Archive("quay-fleet-smoke/Chart.yaml", "apiVersion: v2\nname: quay-fleet-smoke\nversion: 0.0.1\n")));

    private static SmokeArtifact Of(string what, string tag, SmokeBlob config, SmokeBlob layer)
    {
        var manifest = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = ManifestType, ["config"] = config.Describe(), ["layers"] = new JsonArray(layer.Describe()) };
        return new SmokeArtifact(what, tag, [config, layer], new SmokeBlob(ManifestType, Encoding.UTF8.GetBytes(manifest.ToJsonString())));
    }

    private static byte[] Archive(string name, string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.NoCompression))
        using (var tar = new TarWriter(zip))
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch });
        }
        return packed.ToArray();
    }
}

internal sealed record SmokeBlob(string MediaType, byte[] Content)
{
    public string Digest { get; } = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Content))}";

    public JsonObject Describe() => new() { ["mediaType"] = MediaType, ["digest"] = Digest, ["size"] = Content.Length };
}
