namespace Fleet.Domain.Clusters;

/// <summary>Kubernetes' rules for labels.</summary>
public static class LabelRules
{
    /// <summary>What is wrong with a label, with the remedy; null when nothing is.</summary>
    public static string? Problem(string name, string value)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if ((slash >= 0 && !DnsNames.IsSubdomain(name[..slash])) || !IsPart(name[(slash + 1)..]) || name.Length == 0)
            return $"'{name}' is no label name: use up to 63 letters, digits, '-', '_' and '.', optionally after a DNS prefix and '/'.";
        return value.Length == 0 || IsPart(value)
            ? null
            : $"'{value}' is no label value: use up to 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit.";
    }

    private static bool IsPart(string text) =>
        text is { Length: > 0 and <= 63 } && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
