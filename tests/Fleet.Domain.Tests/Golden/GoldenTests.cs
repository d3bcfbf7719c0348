using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Fleet.Cli.Commands.Render;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;
using Xunit;

namespace Fleet.Domain.Tests.Golden;

/// <summary>
/// One folder per behaviour: <c>registry.yaml</c>, <c>bundle.yaml</c>, <c>facts.yaml</c>, and what they render to, <c>rendered.yaml</c>.
/// <c>UPDATE_GOLDEN=1</c> rewrites the latter; review the difference before committing it.
/// </summary>
public class GoldenTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static TheoryData<string> Cases() => new(Directory.GetDirectories(Folder()).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_rendered_objects_are_the_reviewed_ones(string name)
    {
        var folder = Path.Combine(Folder(), name);
        var rendered = Render(folder);
        var golden = Path.Combine(folder, "rendered.yaml");
        if (Update) File.WriteAllText(golden, rendered);
        Assert.Equal(File.ReadAllText(golden), rendered);
    }

    private static string Render(string folder)
    {
        var registry = RegistryFile.Read(File("registry.yaml"));
        var bundle = BundleFile.Read(File("bundle.yaml"));
        var facts = FactsFile.Read(File("facts.yaml"));
        var minor = facts.Release.Minor;
        var completed = Autofill.Complete(registry.Components, minor, facts.Cluster.Features, TlsPair.In(bundle, minor) is not null);
        var components = Assert.IsType<AutofillOutcome.Completed>(completed).Components;
        Assert.Empty(OverrideValidation.Check(components, minor));
        Assert.Empty(BundleValidation.Check(bundle, components, minor));

        var entropy = new Entropy(Counting(), () => RSA.Create(2048), DateTimeOffset.UnixEpoch);
        var rendered = Assert.IsType<RenderOutcome.Rendered>(Renderer.Render(registry, components, bundle, facts, entropy));
        return YamlWriter.Write(rendered.Objects.Select(item => item.Body));

        FileInfo File(string file) => new(Path.Combine(folder, file));
    }

    /// <summary>Not random at all, so that generated keys are the same in every run.</summary>
    private static FillRandom Counting()
    {
        byte next = 0;
        return bytes =>
        {
            for (var i = 0; i < bytes.Length; i++) bytes[i] = next++;
        };
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
