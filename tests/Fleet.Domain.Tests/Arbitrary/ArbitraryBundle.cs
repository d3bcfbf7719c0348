using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Tests.Arbitrary;

#pragma warning disable RS0030 // Random: each registry can be made again from its printed seed

/// <summary>Bundles that configure what is not managed, beside settings of any shape.</summary>
internal static class ArbitraryBundle
{
    public const string Host = "registry.example.org";
    public const string BuildHost = "builds.example.org";

    /// <summary>No setting of Quay's starts so.</summary>
    public const string OwnPrefix = "X_";

    private static readonly string[] Texts =
    [
        "", "yes", "0755", "1.2e3", "~", "null", "2020-01-01", "12:30:45", "a: b", "# none", "- item", "line\nbreak", "line\n\n  indented\n", "tab\there", " led", "trailed ",
        "été", "\U0001F6A2 ahoy", "<<", "=", "*star", "&and", "!tag", "%percent", "@at", "`tick`", "'single'", "\"double\"", "\\back", "\u0007", "\u2028", "{}", "[]", "...", "---",
    ];

    /// <summary>A pair for both hosts.</summary>
    public static TlsPair Pair { get; } = NewPair();

    public static SortedDictionary<string, string> Draw(Random random, ReleaseMinor minor, HashSet<ComponentKind> unmanaged)
    {
        var settings = new JsonObject();
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (unmanaged.Contains(ComponentKind.Postgres)) settings["DB_URI"] = $"postgresql://user:pass{random.Next(100)}@db.example.org:5432/quay";
        if (unmanaged.Contains(ComponentKind.ObjectStorage))
            settings["DISTRIBUTED_STORAGE_CONFIG"] = JsonNode.Parse("""{"default":["LocalStorage",{"storage_path":"/datastorage/registry"}]}""");
        if (unmanaged.Contains(ComponentKind.Redis))
            foreach (var key in (string[])["BUILDLOGS_REDIS", "USER_EVENTS_REDIS"]) settings[key] = new JsonObject { ["host"] = "redis.example.org", ["port"] = 6379 };
        if (unmanaged.Contains(ComponentKind.Mirror) && random.Next(2) == 0) settings["FEATURE_REPO_MIRROR"] = true;
        if (unmanaged.Contains(ComponentKind.Clair) && random.Next(2) == 0) settings["FEATURE_SECURITY_SCANNER"] = false;
        if (unmanaged.Contains(ComponentKind.ClairPostgres)) files[ConfigBundle.ClairConfigFile] = "indexer: {connstring: host=clair.example.org}\n";
        if (unmanaged.Contains(ComponentKind.Tls) || (minor.Before(3, 6) && random.Next(3) == 0))
            (files[ConfigBundle.CertificateFile], files[ConfigBundle.KeyFile]) = (Pair.Certificate, Pair.Key);
        if (unmanaged.Contains(ComponentKind.Route) || files.ContainsKey(ConfigBundle.KeyFile) || random.Next(3) == 0) settings["SERVER_HOSTNAME"] = Host;
        if (settings.ContainsKey("SERVER_HOSTNAME") && random.Next(3) == 0) settings["BUILDMAN_HOSTNAME"] = $"{BuildHost}:443";
        if (random.Next(3) == 0) settings["SECRET_KEY"] = $"own-{random.Next()}";
        if (random.Next(3) == 0) settings["DATABASE_SECRET_KEY"] = $"own-{random.Next()}";
        for (var i = random.Next(4); i > 0; i--) settings[$"{OwnPrefix}{random.Next(100)}"] = Value(random, depth: 0);
        if (random.Next(3) == 0) files[$"{ConfigBundle.ExtraCaPrefix}own.crt"] = Pair.Certificate;
        if (random.Next(5) == 0) files["notes.txt"] = Texts[random.Next(Texts.Length)];
        // JSON is YAML too, and has escapes of its own.
        files[ConfigBundle.ConfigFile] = random.Next(2) == 0 ? settings.ToJsonString() : YamlWriter.Write(settings, YamlLayout.Configuration);
        return files;
    }

    /// <summary>The same settings in the opposite order.</summary>
    public static SortedDictionary<string, string> Reversed(SortedDictionary<string, string> files)
    {
        var settings = (JsonObject)YamlReader.Read(files[ConfigBundle.ConfigFile])!;
        var reversed = new JsonObject(settings.Reverse().Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));
        return new SortedDictionary<string, string>(files, StringComparer.Ordinal) { [ConfigBundle.ConfigFile] = reversed.ToJsonString() };
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(depth < 3 ? 9 : 6) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(-(1L << 53), 1L << 53),
        3 => Math.Round((random.NextDouble() - 0.5) * 1e6, 3),
        4 or 5 => Texts[random.Next(Texts.Length)],
        6 or 7 => new JsonObject(Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create(Texts[random.Next(Texts.Length)] + i, Value(random, depth + 1)))),
        _ => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth + 1))]),
    };

    private static TlsPair NewPair()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        names.AddDnsName(BuildHost);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return new TlsPair(certificate.ExportCertificatePem() + "\n", key.ExportECPrivateKeyPem() + "\n");
    }
}
