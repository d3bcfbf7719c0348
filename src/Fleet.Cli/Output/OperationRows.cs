using Fleet.Api.V1;

namespace Fleet.Cli.Output;

/// <summary>What a table shows of operations under way.</summary>
internal static class OperationRows
{
    public static IReadOnlyList<string> Header(bool wide) =>
        ["CLUSTER", "NAMESPACE", "NAME", "WHAT", "FROM", "TO", "ROLLOUT", "MIGRATING-SINCE", "FRESHNESS", .. wide ? (ReadOnlySpan<string>)["WAITS-FOR"] : []];

    public static IReadOnlyList<string> Of(Operation operation, bool wide) =>
    [
        operation.Cluster,
        operation.Namespace,
        operation.Name,
        Rows.Lower(operation.Kind),
        operation.From ?? "-",
        operation.To,
        operation.Rollout ?? "-",
        operation.Migrating ? Rows.Time(operation.Since) : "-",
        Rows.Lower(operation.Freshness),
        .. wide ? (ReadOnlySpan<string>)[(operation.WaitsFor ?? "-").ReplaceLineEndings(" ")] : [],
    ];
}
