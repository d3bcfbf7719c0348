using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>
/// Images in place of those that a release names, as text: <c>quay=registry.example.com/quay@sha256:…,clair=registry.example.com/clair:4.4</c>. They hold for
/// every version a registry comes to run, so that whoever gives them moves them along.
/// </summary>
public static class ImageOverrides
{
    private static string Known => string.Join(", ", RequiredImages.All.Select(known => known.Field));

    /// <summary>Reads what was given, and everything that is wrong with it, each with the remedy.</summary>
    public static (ReleaseImages Images, ImmutableArray<string> Problems) Read(IEnumerable<string> entries)
    {
        var images = new ReleaseImages();
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var entry in entries)
        {
            var (name, image) = entry.Split('=', 2) is [var key, var value] ? (key.Trim(), value.Trim()) : (entry.Trim(), "");
            if (RequiredImages.All.FirstOrDefault(known => known.Field == name) is not { } field) problems.Add($"'{entry}' names no image: write COMPONENT=IMAGE with one of {Known}");
            else if (!IsReference(image)) problems.Add($"{name}: '{image}' is no image: write NAME@sha256:DIGEST or NAME:TAG");
            else if (field.Get(images) is not null) problems.Add($"{name} is given twice: give one image");
            else images = field.With(images, image);
        }
        return (images, problems.ToImmutable());
    }

    /// <summary>The same from one text, as an annotation has it; null and empty give none.</summary>
    public static (ReleaseImages Images, ImmutableArray<string> Problems) Read(string? text) =>
        Read((text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What is overridden, by its name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Entries(ReleaseImages images) =>
        from field in RequiredImages.All
        let image = field.Get(images)
        where image is not null
        select KeyValuePair.Create(field.Field, image);

    /// <summary>The first images that are named, one after another.</summary>
    public static ReleaseImages Or(this ReleaseImages images, ReleaseImages others) =>
        RequiredImages.All.Aggregate(images, (chosen, field) => field.Get(chosen) is null && field.Get(others) is { } other ? field.With(chosen, other) : chosen);

    /// <summary>By digest, or by a tag after the last slash: a port is none.</summary>
    private static bool IsReference(string image)
    {
        if (RequiredImages.IsByDigest(image)) return true;
        if (image.Contains('@', StringComparison.Ordinal) || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return false;
        var last = image[(image.LastIndexOf('/') + 1)..];
        return last.Split(':') is [{ Length: > 0 }, { Length: > 0 and <= 128 }] && !image.StartsWith('/');
    }
}
