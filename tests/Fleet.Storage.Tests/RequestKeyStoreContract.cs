using Fleet.Gateway.Retrying;
using Fleet.Testing;
using Xunit;

namespace Fleet.Storage.Tests;

public sealed class EmbeddedRequestKeyStoreContract : RequestKeyStoreContract
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class PostgresRequestKeyStoreContract(PostgresServer server) : RequestKeyStoreContract
{
    protected override async Task<string?> DatabaseAsync() => await server.CreateDatabaseAsync("store");
}

/// <summary>What both stores owe idempotency keys.</summary>
public abstract class RequestKeyStoreContract : OnEitherStore
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly KeptAnswer Created = new(201, "application/json", "/api/v1/clusters/a", "\"1\"", [1, 2, 3]);

    [Fact]
    public async Task A_key_is_held_until_it_ends_and_its_answer_outlives_a_restart()
    {
        var claim = Claim("k");
        Assert.Null(await ClaimAsync(claim));
        var underWay = await ClaimAsync(claim with { Holder = "second" });
        Assert.Equal(claim.Fingerprint, underWay!.Fingerprint);
        Assert.Null(underWay.Answer);

        await Store.RequestKeys.CompleteAsync(claim, Created, Cancellation);
        await ReopenAsync();

        var known = await ClaimAsync(claim with { Holder = "second", At = Noon.AddHours(1) });
        Assert.Equal(Created.Body, known!.Answer!.Body);
        Assert.Equal(Created with { Body = null }, known.Answer with { Body = null });
    }

    [Fact]
    public async Task An_answer_without_a_body_is_still_an_answer()
    {
        await ClaimAsync(Claim("k"));
        await Store.RequestKeys.CompleteAsync(Claim("k"), new KeptAnswer(201, null, null, null, null), Cancellation);
        Assert.Equal(new KeptAnswer(201, null, null, null, null), (await ClaimAsync(Claim("k")))!.Answer);
    }

    [Fact]
    public async Task A_key_that_is_given_back_can_be_taken_again_but_not_once_it_was_carried_out()
    {
        await ClaimAsync(Claim("k"));
        await Store.RequestKeys.ReleaseAsync(Claim("k") with { Holder = "another" }, Cancellation);
        Assert.NotNull(await ClaimAsync(Claim("k")));
        await Store.RequestKeys.ReleaseAsync(Claim("k"), Cancellation);
        Assert.Null(await ClaimAsync(Claim("k")));

        await Store.RequestKeys.CompleteAsync(Claim("k"), Created, Cancellation);
        await Store.RequestKeys.ReleaseAsync(Claim("k"), Cancellation);
        Assert.NotNull((await ClaimAsync(Claim("k")))!.Answer);
    }

    [Fact]
    public async Task Who_never_ended_loses_the_key_and_can_no_longer_end_it()
    {
        await ClaimAsync(Claim("k"));
        var later = Claim("k") with { Holder = "second", Fingerprint = [9], At = Noon.AddMinutes(3) };
        Assert.Null(await ClaimAsync(later));
        await Store.RequestKeys.CompleteAsync(Claim("k"), Created, Cancellation);
        var known = await ClaimAsync(later with { Holder = "third" });
        Assert.Null(known!.Answer);
        Assert.Equal([9], known.Fingerprint);
    }

    [Fact]
    public async Task Keys_of_different_callers_have_nothing_to_do_with_each_other()
    {
        await ClaimAsync(Claim("k"));
        Assert.Null(await ClaimAsync(Claim("k") with { Caller = "token/other" }));
    }

    [Fact]
    public async Task Old_keys_are_forgotten_and_a_caller_has_no_more_than_the_most()
    {
        await ClaimAsync(Claim("old"));
        await Store.RequestKeys.CompleteAsync(Claim("old"), Created, Cancellation);
        Assert.Null(await ClaimAsync(Claim("old") with { At = Noon.AddHours(25) }));

        foreach (var i in Enumerable.Range(0, 4))
        {
            var claim = Claim("many" + i) with { Caller = "token/ci", At = Noon.AddHours(25).AddSeconds(i) };
            Assert.Null(await ClaimAsync(claim, most: 3));
            await Store.RequestKeys.CompleteAsync(claim, Created, Cancellation);
        }
        var now = Noon.AddHours(25).AddSeconds(5);
        Assert.NotNull(await ClaimAsync(Claim("many3") with { Caller = "token/ci", At = now }, most: 4));
        Assert.Null(await ClaimAsync(Claim("many0") with { Caller = "token/ci", At = now }, most: 4));
    }

    [Fact]
    public async Task One_of_many_at_once_holds_the_key()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ClaimAsync(Claim("k") with { Holder = "h" + i })));
        Assert.Single(answers, known => known is null);
    }

    private Task<KnownRequest?> ClaimAsync(RequestClaim claim, int most = 100) =>
        Store.RequestKeys.ClaimAsync(claim, new RequestKeyLimits(claim.At.AddMinutes(-2), claim.At.AddHours(-24), most), Cancellation);

    private static RequestClaim Claim(string key) => new("admin", key, [1, 2], "first", Noon);
}
