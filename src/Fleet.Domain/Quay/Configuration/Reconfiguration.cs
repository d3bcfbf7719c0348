using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>What came of a new configuration.</summary>
public abstract record ReconfigurationOutcome
{
    private ReconfigurationOutcome()
    {
    }

    /// <param name="Files">What the new bundle holds; values are secret.</param>
    /// <param name="SaysTheSame">As the bundle there is, so that no new one is needed.</param>
    public sealed record Made(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files, bool SaysTheSame) : ReconfigurationOutcome
    {
        public override string ToString() => nameof(Made);
    }

    /// <summary>Each fault names what is wrong and the remedy; no value is quoted.</summary>
    public sealed record Refused(ImmutableArray<string> Faults) : ReconfigurationOutcome;
}

/// <summary>
/// A bundle from what a config editor sends: Quay's whole configuration as it stands in the pods, and certificates. The Quay Operator loses every other
/// file of the bundle, and turns components managed or unmanaged by what it finds in the configuration; here files stay, and components are what the
/// registry says.
/// </summary>
public static partial class Reconfiguration
{
    private const string ExtraCaFolder = "extra_ca_certs/";

    /// <summary>The cluster puts these beside the configuration, and the editor sends back whatever it finds there.</summary>
    private static readonly ImmutableHashSet<string> OfTheCluster = [ConfigBundle.RouterCertificateFile, "extra_ca_cert_service-ca.crt", "extra_ca_cert_ca-bundle.crt"];

    /// <summary>Written by the fleet into every configuration, from where the editor has them.</summary>
    private static readonly ImmutableArray<string> Keys = ["SECRET_KEY", "DATABASE_SECRET_KEY"];

    /// <param name="components">The effective ones.</param>
    /// <param name="config">The whole new <c>config.yaml</c>.</param>
    /// <param name="certificates">By path, as it is in the editor.</param>
    public static ReconfigurationOutcome Of(
        ConfigBundle current, EffectiveComponents components, ReleaseMinor minor, JsonObject config, IReadOnlyDictionary<string, byte[]> certificates)
    {
        if (UserConfig.Read(current, minor) is not UserConfigReading.Read(var before))
            return new ReconfigurationOutcome.Refused([$"the bundle {current.SecretName} cannot be read as it is: put it right first"]);
        var faults = ImmutableArray.CreateBuilder<string>();
        var files = current.Files.ToBuilder();
        foreach (var (path, content) in certificates)
        {
            var name = NameOf(path);
            if (!FileName().IsMatch(name) || name.Contains(ConfigBundle.ConfigFile, StringComparison.Ordinal))
                faults.Add($"certs: '{path}' cannot be a file of a bundle: use letters, digits, '-', '_' and '.', and another name than {ConfigBundle.ConfigFile}");
            else if (!OfTheCluster.Contains(name) || current.Has(name))
                files[name] = content;
        }
        var settings = config.DeepClone().AsObject();
        foreach (var setting in components.Managed.SelectMany(kind => ComponentFields.GroupOf(kind, minor)).Concat(Keys.Where(key => !before.ContainsKey(key))))
        {
            // The editor shows what managed components set; what the user had said beside it is all that is his.
            settings.Remove(setting);
            if (before[setting] is { } own) settings[setting] = own.DeepClone();
        }
        files[ConfigBundle.ConfigFile] = Encoding.UTF8.GetBytes(YamlWriter.Write(settings, YamlLayout.Configuration));
        var made = current with { Files = files.ToImmutable() };
        faults.AddRange(BundleValidation.Check(made, components, minor).Select(refusal => refusal.Message));
        if (faults.Count > 0) return new ReconfigurationOutcome.Refused(faults.ToImmutable());
        return new ReconfigurationOutcome.Made(made.Files, Rendering.LiveSecrets.SaysTheSame(made.Files, current.Files));
    }

    private static string NameOf(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name.Length > 0 && path.Contains(ExtraCaFolder, StringComparison.Ordinal) && !name.StartsWith(ConfigBundle.ExtraCaPrefix, StringComparison.Ordinal) ? ConfigBundle.ExtraCaPrefix + name : name;
    }

    [GeneratedRegex("^[-._a-zA-Z0-9]{1,253}$")]
    private static partial Regex FileName();
}
