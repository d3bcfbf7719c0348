using System.Security.Cryptography;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Security.Tokens;
using Fleet.Testing;
using Xunit;

namespace Fleet.Storage.Tests;

public sealed class EmbeddedAccessStoreContract : AccessStoreContract
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class PostgresAccessStoreContract(PostgresServer server) : AccessStoreContract
{
    protected override async Task<string?> DatabaseAsync() => await server.CreateDatabaseAsync("store");
}

/// <summary>What both stores owe API tokens and the audit.</summary>
public abstract class AccessStoreContract : OnEitherStore
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, 123, 456, TimeSpan.Zero);
    private static readonly AuditQuery Everything = new(null, null, null, null, null, null, NewestFirst: false, 100);

    [Fact]
    public async Task A_token_is_found_by_name_and_hash_until_it_is_removed()
    {
        var token = Token("ci");
        Assert.True(await Store.Tokens.AddAsync(token, 10, Cancellation));
        Assert.False(await Store.Tokens.AddAsync(Token("ci"), 10, Cancellation));

        await ReopenAsync();

        Assert.Equal(token with { Hash = [] }, (await Store.Tokens.FindAsync("ci", Cancellation))! with { Hash = [] }, Same);
        Assert.Equal("ci", (await Store.Tokens.FindByHashAsync(token.Hash, Cancellation))?.Name);
        Assert.Null(await Store.Tokens.FindByHashAsync(RandomNumberGenerator.GetBytes(32), Cancellation));

        Assert.Equal("ci", (await Store.Tokens.RemoveAsync("ci", Cancellation))?.Name);
        Assert.Null(await Store.Tokens.RemoveAsync("ci", Cancellation));
        Assert.Null(await Store.Tokens.FindByHashAsync(token.Hash, Cancellation));
    }

    [Fact]
    public async Task There_are_no_more_tokens_than_allowed_and_they_are_listed_by_name()
    {
        foreach (var name in (string[])["b", "a"]) Assert.True(await Store.Tokens.AddAsync(Token(name), 2, Cancellation));
        Assert.False(await Store.Tokens.AddAsync(Token("c"), 2, Cancellation));
        Assert.Equal(["a", "b"], (await Store.Tokens.ListAsync(Cancellation)).Select(token => token.Name));
    }

    [Fact]
    public async Task The_latest_use_of_a_token_is_kept()
    {
        await Store.Tokens.AddAsync(Token("ci"), 10, Cancellation);
        await Store.Tokens.NoteUseAsync([new TokenUsed("ci", Noon), new TokenUsed("gone", Noon)], Cancellation);
        await Store.Tokens.NoteUseAsync([new TokenUsed("ci", Noon.AddMinutes(-1))], Cancellation);
        Assert.Equal(Noon, (await Store.Tokens.FindAsync("ci", Cancellation))?.LastUsedAt);
    }

    [Fact]
    public async Task Lines_come_back_to_the_letter_in_either_order_and_in_pages()
    {
        var lines = Chain("a", 5, "Fjällräven 山 ' \" {x}");
        await Store.Audit.AppendAsync(lines, Cancellation);

        Assert.Equal(lines, await Store.Audit.ReadAsync(Everything, Cancellation));
        Assert.Equal(lines.Reverse(), await Store.Audit.ReadAsync(Everything with { NewestFirst = true }, Cancellation));
        Assert.Equal(lines.Skip(2).Take(2), await Store.Audit.ReadAsync(Everything with { After = lines[1].Place, Limit = 2 }, Cancellation));
        Assert.Equal([lines[1], lines[0]], await Store.Audit.ReadAsync(Everything with { After = lines[2].Place, NewestFirst = true }, Cancellation));
    }

    [Fact]
    public async Task A_place_in_a_chain_is_taken_once_and_the_loser_leaves_nothing()
    {
        var lines = Chain("a", 3, "x");
        await Store.Audit.AppendAsync([lines[1]], Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.Audit.AppendAsync(lines, Cancellation));

        Assert.Equal([lines[1]], await Store.Audit.ReadAsync(Everything, Cancellation));
    }

    [Fact]
    public async Task Chains_end_where_their_last_line_is_those_that_grew_last_first()
    {
        var (a, b) = (Chain("a", 3, "x"), Chain("b", 5, "x"));
        await Store.Audit.AppendAsync([.. a, .. b], Cancellation);

        Assert.Equal([new AuditHead("b", 5, b[4].Hash, b[4].At), new AuditHead("a", 3, a[2].Hash, a[2].At)], await Store.Audit.ListHeadsAsync(10, Cancellation));
        Assert.Equal(["b"], (await Store.Audit.ListHeadsAsync(1, Cancellation)).Select(head => head.Chain));
        Assert.Equal(3, (await Store.Audit.FindHeadAsync("a", Cancellation))?.Sequence);
        Assert.Null(await Store.Audit.FindHeadAsync("c", Cancellation));
    }

    [Fact]
    public async Task Filters_select_lines_and_their_text_is_no_pattern()
    {
        var lines = Chain("a", 4, "x");
        lines[1] = lines[1] with { Actor = "token/ci", Resource = "registry/prod-1/quay/main" };
        lines[2] = lines[2] with { Action = "addCluster", Resource = "registry/prod-10/quay/main" };
        lines[3] = lines[3] with { Resource = "registry/prod-1" };
        await Store.Audit.AppendAsync(lines, Cancellation);

        Assert.Equal([2], await SequencesAsync(Everything with { Actor = "token/ci" }));
        Assert.Equal([3], await SequencesAsync(Everything with { Action = "addCluster" }));
        Assert.Equal([2, 4], await SequencesAsync(Everything with { Resource = "registry/prod-1" }));
        Assert.Empty(await SequencesAsync(Everything with { Resource = "registry/prod%" }));
        Assert.Equal([2, 3], await SequencesAsync(Everything with { Since = lines[1].At, Until = lines[3].At }));
        Assert.Equal(2, await Store.Audit.CountAsync(Everything with { Since = lines[1].At, Until = lines[3].At, Limit = 1 }, Cancellation));
    }

    [Fact]
    public async Task A_cut_leaves_of_each_chain_what_is_young_or_else_its_last_line()
    {
        var (a, b, c) = (Chain("a", 5, "x"), Chain("b", 3, "x"), Chain("c", 1, "x"));
        await Store.Audit.AppendAsync([.. a, .. b, .. c], Cancellation);

        // Of a the fourth is the first from then on; b has none so young, and c only the one.
        var kept = await Store.Audit.ListFirstKeptAsync(Noon.AddSeconds(4), Noon.AddSeconds(5), Cancellation);
        Assert.Equal([a[3], b[2], c[0]], kept.OrderBy(row => row.Chain));
        Assert.Equal([a[1], b[1], c[0]], (await Store.Audit.ListFirstKeptAsync(Noon.AddSeconds(4), Noon.AddSeconds(2), Cancellation)).OrderBy(row => row.Chain));

        await Store.Audit.CutAsync([new AuditEnd("a", 3, a[2].Hash), new AuditEnd("b", 2, b[1].Hash)], Cancellation);
        Assert.Equal([c[0], b[2], a[3], a[4]], await Store.Audit.ReadAsync(Everything, Cancellation));
    }

    private static bool Same(StoredToken one, StoredToken other) => one with { Hash = other.Hash } == other;

    private async Task<IEnumerable<long>> SequencesAsync(AuditQuery query) => (await Store.Audit.ReadAsync(query, Cancellation)).Select(row => row.Sequence);

    private static StoredToken Token(string name) => new(
        name, RandomNumberGenerator.GetBytes(32), "viewer,operator", "ring=canary", "admin", Noon, Noon.AddDays(30), null);

    private static AuditRow[] Chain(string name, int lines, string text)
    {
        var closed = AuditChain.Seal($$"""{"chain":"{{name}}","text":"{{text}}"}""");
        return
        [
            .. Enumerable.Range(1, lines).Select(i => new AuditRow(
                name, i, Noon.AddSeconds(i), "admin", "pauseCluster", "cluster/a", "completed", closed.Hash, closed.Text)),
        ];
    }
}
