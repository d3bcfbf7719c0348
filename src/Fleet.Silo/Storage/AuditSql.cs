using Fleet.Gateway.Auditing;

namespace Fleet.Silo.Storage;

/// <summary>The statements of the audit, which both stores understand.</summary>
internal static class AuditSql
{
    public const string Head = "select chain, sequence, hash, at from audit where chain = @chain order by sequence desc limit 1";

    public const string Heads =
        """
        select chain, sequence, hash, at from audit
        where (chain, sequence) in (select chain, max(sequence) from audit group by chain) order by at desc, chain desc limit @limit
        """;

    public const string FirstKept =
        """
        select chain, sequence, at, actor, action, resource, stage, hash, line from audit
        where (chain, sequence) in (
            select chain, coalesce(min(case when at >= @before then sequence end), max(sequence)) from audit where at <= @asOf group by chain)
        """;

    public const string Cut = "delete from audit where chain = @Chain and sequence <= @Sequence";

    public static string Read(AuditQuery query) =>
        $"""
        select chain, sequence, at, actor, action, resource, stage, hash, line from audit where {Where(query)}
        order by at {Way(query)}, chain {Way(query)}, sequence {Way(query)} limit @limit
        """;

    public static string Count(AuditQuery query) => $"select count(*) from audit where {Where(query)}";

    private static string Way(AuditQuery query) => query.NewestFirst ? "desc" : "asc";

    private static string Where(AuditQuery query)
    {
        var parts = new List<string> { "true" };
        if (query.Actor is not null) parts.Add("actor = @actor");
        if (query.Action is not null) parts.Add("action = @action");
        // No pattern, in which the caller's text would have wildcards.
        if (query.Resource is not null) parts.Add("(resource = @resource or substr(resource, 1, length(@resource) + 1) = @resource || '/')");
        if (query.Since is not null) parts.Add("at >= @since");
        if (query.Until is not null) parts.Add("at < @until");
        if (query.After is not null) parts.Add($"(at, chain, sequence) {(query.NewestFirst ? "<" : ">")} (@afterAt, @afterChain, @afterSequence)");
        return string.Join(" and ", parts);
    }
}
