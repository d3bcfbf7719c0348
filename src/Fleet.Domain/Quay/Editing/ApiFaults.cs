using System.Text.RegularExpressions;

namespace Fleet.Domain.Quay.Editing;

/// <summary>Finds the field in what an API server says of a manifest.</summary>
public static partial class ApiFaults
{
    /// <param name="text">For example <c>spec.components[0].kind: Unsupported value: "x"</c>, or <c>… .spec.foo: field not declared in schema</c>.</param>
    public static ManifestFault Of(string text) =>
        FieldPath().Match(text) is { Success: true } match
            ? new ManifestFault("#/" + match.Groups["path"].Value.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace('.', '/'), text)
            : new ManifestFault("#", text);

    [GeneratedRegex(@"(?:^|[\s.""])(?<path>(?:spec|metadata)(?:\.[A-Za-z0-9_-]+|\[\d+\])*)(?=[:""]|\s|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex FieldPath();
}
