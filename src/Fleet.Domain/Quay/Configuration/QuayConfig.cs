using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// Quay's configuration: defaults, over them the user's settings, over them the keys, over them what managed components contribute.
/// </summary>
/// <param name="Pieces">The bundle with one <c>KIND.config.yaml</c> per managed component beside the <c>config.yaml</c>; the Secret's name is
/// derived from these.</param>
/// <param name="Files">The same with all pieces merged into <c>config.yaml</c>, as Quay reads them.</param>
/// <param name="Settings">The merged settings.</param>
internal sealed record QuayConfig(
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Pieces,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files,
    JsonObject Settings)
{
    /// <summary>Every file whose name contains this is a piece, a user's own included.</summary>
    private const string PieceMark = ".config.yaml";

    private static readonly ReadOnlyMemory<byte> Nothing = "null\n"u8.ToArray();

    /// <exception cref="YamlFormatException">A user's own piece cannot be read.</exception>
    public static QuayConfig Assemble(
        ConfigBundle bundle, JsonObject userConfig, ManagedKeys keys, EffectiveComponents components, FieldGroups groups,
        ReleaseMinor minor, bool redHatBranding, bool fips = false)
    {
        var settings = WithKeys(WithDefaults(userConfig, minor, redHatBranding, fips), keys, minor);
        var pieces = bundle.Files.ToBuilder();
        pieces[ConfigBundle.ConfigFile] = Bytes(settings);
        var own = components.Managed.Select(kind => (Name: kind.ApiName() + PieceMark, Settings: groups.Of(kind))).ToDictionary(piece => piece.Name, piece => piece.Settings);
        foreach (var (name, piece) in own) pieces[name] = Bytes(piece);

        var files = pieces.ToImmutable();
        foreach (var (name, content) in pieces.Where(file => file.Key.Contains(PieceMark, StringComparison.Ordinal)))
        {
            // What was written here needs no reading.
            if (!own.ContainsKey(name)) Merge(settings, Encoding.UTF8.GetString(content.Span), name);
            files = files.Remove(name);
        }
        // Last, so that no piece of the user's outdoes a component.
        foreach (var piece in own.Values) Merge(settings, piece);
        return new QuayConfig(pieces.ToImmutable(), files.SetItem(ConfigBundle.ConfigFile, Bytes(settings)), settings);
    }

    private static JsonObject WithDefaults(JsonObject userConfig, ReleaseMinor minor, bool redHatBranding, bool fips)
    {
        var settings = BaseConfig.For(minor, redHatBranding, fips);
        Merge(settings, userConfig);
        if (minor.Before(3, 6)) settings["SETUP_COMPLETE"] = true;
        return settings;
    }

    private static JsonObject WithKeys(JsonObject settings, ManagedKeys keys, ReleaseMinor minor)
    {
        settings["DATABASE_SECRET_KEY"] = keys.DatabaseSecretKey;
        settings["SECRET_KEY"] = keys.SecretKey;
        if (minor.AtLeast(3, 6)) settings["DB_URI"] = keys.DbUri ?? "";
        return settings;
    }

    private static void Merge(JsonObject settings, string text, string file)
    {
        if (YamlReader.Read(text) is not { } piece) return;
        Merge(settings, piece as JsonObject ?? throw new YamlFormatException($"{file} must hold a mapping of settings"));
    }

    private static void Merge(JsonObject settings, JsonObject? over)
    {
        foreach (var (key, value) in over ?? []) settings[key] = value?.DeepClone();
    }

    private static ReadOnlyMemory<byte> Bytes(JsonObject? settings) => settings is null ? Nothing : Encoding.UTF8.GetBytes(YamlWriter.Write(settings, YamlLayout.Configuration));
}
