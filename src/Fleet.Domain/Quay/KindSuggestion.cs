namespace Fleet.Domain.Quay;

/// <summary>Which component somebody meant by a name that is none.</summary>
public static class KindSuggestion
{
    private const int MostEdits = 2;

    /// <summary>What people call them.</summary>
    private static readonly (string Name, ComponentKind Kind)[] OtherNames =
    [
        ("hpa", ComponentKind.HorizontalPodAutoscaler),
        ("scaling", ComponentKind.HorizontalPodAutoscaler),
        ("bucket", ComponentKind.ObjectStorage),
        ("clairdatabase", ComponentKind.ClairPostgres),
        ("clairdb", ComponentKind.ClairPostgres),
        ("database", ComponentKind.Postgres),
        ("prometheus", ComponentKind.Monitoring),
        ("certificate", ComponentKind.Tls),
        ("ssl", ComponentKind.Tls),
        ("ingress", ComponentKind.Route),
        ("scanner", ComponentKind.Clair),
    ];

    /// <summary>The kind whose name, or a part of it, is meant; null when none comes near.</summary>
    public static ComponentKind? For(string? name)
    {
        var meant = string.Concat((name ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (meant.Length < 2) return null;
        var names = ComponentKinds.All.Select(kind => (Name: kind.ApiName().ToUpperInvariant(), Kind: kind)).ToList();
        // The longest name is the most telling one: `clair-postgres-db` is not Clair's.
        return First(names.Where(known => known.Name == meant))
            ?? First(OtherNames.Where(other => meant.Contains(other.Name, StringComparison.OrdinalIgnoreCase)))
            ?? First(names.Where(known => meant.Contains(known.Name, StringComparison.Ordinal)).OrderByDescending(known => known.Name.Length))
            ?? First(names.Where(known => meant.Length >= 4 && known.Name.Contains(meant, StringComparison.Ordinal)).OrderBy(known => known.Name.Length))
            ?? First(names.Select(known => (known, Edits: Edits(meant, known.Name))).Where(near => near.Edits <= Math.Min(MostEdits, meant.Length / 2)).OrderBy(near => near.Edits).Select(near => near.known));

        static ComponentKind? First(IEnumerable<(string Name, ComponentKind Kind)> found) => found.Select(entry => (ComponentKind?)entry.Kind).FirstOrDefault();
    }

    /// <summary><c>did you mean objectstorage? </c>, to stand before what else helps; empty when no name comes near.</summary>
    public static string Hint(string? name) => For(name) is { } kind ? $"did you mean {kind.ApiName()}? " : "";

    /// <summary>How many letters have to be put in, left out or replaced.</summary>
    private static int Edits(string from, string to)
    {
        // Names of CRD fields can be of any length; what is much longer is not near.
        if (Math.Abs(from.Length - to.Length) > MostEdits) return int.MaxValue;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var (diagonal, _) = (row[0], row[0] = i);
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
