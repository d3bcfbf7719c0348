namespace Fleet.Domain.Quay.Yaml;

/// <summary>
/// The order in which the operator's YAML library writes keys: numbers within keys count as numbers, and what is no letter comes before
/// letters.
/// </summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i]) continue;
            return (char.IsLetter(a[i]), char.IsLetter(b[i])) switch
            {
                (true, true) => a[i].CompareTo(b[i]),
                // After a digit a letter ends the number, and the shorter number comes first.
                (true, false) => AfterDigit(a, i) ? -1 : 1,
                (false, true) => AfterDigit(a, i) ? 1 : -1,
                _ => CompareNumbers(a, b, i),
            };
        }
        return a.Length.CompareTo(b.Length);
    }

    private static bool AfterDigit(string text, int at) => at > 0 && char.IsDigit(text[at - 1]);

    private static int CompareNumbers(string a, string b, int at)
    {
        var start = at;
        while (start > 0 && char.IsDigit(a[start - 1])) start--;
        var (left, right) = (Digits(a, start), Digits(b, start));
        if (left.Length == 0 || right.Length == 0) return a[at].CompareTo(b[at]);
        var (leftNumber, rightNumber) = (left.TrimStart('0'), right.TrimStart('0'));
        var byValue = leftNumber.Length != rightNumber.Length
            ? leftNumber.Length.CompareTo(rightNumber.Length)
            : string.CompareOrdinal(leftNumber, rightNumber);
        return byValue != 0 ? byValue : left.Length != right.Length ? left.Length.CompareTo(right.Length) : a[at].CompareTo(b[at]);
    }

    private static string Digits(string text, int start) => string.Concat(text.Skip(start).TakeWhile(char.IsDigit));
}
