using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Webhooks;
using Xunit;
using static Fleet.Domain.Tests.Rollouts.RolloutSample;

namespace Fleet.Domain.Tests.Webhooks;

public sealed class WebhookTests
{
    private static readonly WebhookDelivery New = new(ImmutableSortedDictionary<string, long>.Empty);

    [Fact]
    public void A_message_is_a_cloud_event_with_an_id_of_its_own_that_stays()
    {
        var notice = RolloutNotice.Of("f1", "july", 12, new RolloutEvent.StageEnded(Noon, "canary"))!;
        var body = JsonNode.Parse(notice.Body)!;
        Assert.Equal(
            ("1.0", "july/12", "/fleets/f1/rollouts/july", "io.quay-fleet.rollout.stage-done", "canary", "2026-05-04T12:00:00.0000000Z"),
            ((string?)body["specversion"], (string?)body["id"], (string?)body["source"], (string?)body["type"], (string?)body["subject"], (string?)body["time"]));
        Assert.Equal(("july", 12, "canary"), ((string?)body["data"]!["rollout"], (int)body["data"]!["sequence"]!, (string?)body["data"]!["stage"]));
        Assert.Equal(notice, RolloutNotice.Of("f1", "july", 12, new RolloutEvent.StageEnded(Noon, "canary")));
    }

    [Fact]
    public void What_is_told_is_that_a_rollout_started_ended_a_stage_needs_people_failed_or_is_done()
    {
        string? Type(RolloutEvent item) => RolloutNotice.Of("f1", "july", 1, item)?.Type["io.quay-fleet.rollout.".Length..];
        Assert.Equal("started", Type(new RolloutEvent.Started(Noon, "jane")));
        Assert.Equal("approval-needed", Type(new RolloutEvent.ApprovalAsked(Noon, "canary", true)));
        Assert.Equal("failed", Type(new RolloutEvent.Paused(Noon, null, "lost")));
        Assert.Equal("failed", Type(new RolloutEvent.Aborted(Noon, null, "lost")));
        Assert.Equal("failed", Type(new RolloutEvent.RollbackBegan(Noon, null, "lost", [], [])));
        Assert.Equal("failed", Type(new RolloutEvent.Behind(Noon, [new FoundAttempt(Key(1), 2)])));
        Assert.Equal("done", Type(new RolloutEvent.Finished(Noon, RolloutPhase.Aborted)));
        Assert.Null(Type(new RolloutEvent.Paused(Noon, "jane", "lunch")));
        Assert.Null(Type(new RolloutEvent.Claimed(Noon, Key(1), 1)));
    }

    [Fact]
    public void The_signature_is_that_of_standard_webhooks()
    {
        // The example of the specification.
        Assert.True(WebhookSecret.TryParse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var secret));
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            secret.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"));
        Assert.DoesNotContain("MfKQ", secret.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64 at all, and so no secret")]
    public void What_is_no_secret_is_refused(string? text) => Assert.False(WebhookSecret.TryParse(text, out _));

    [Theory]
    [InlineData("https://hooks.example.test/a?b=c", true)]
    [InlineData("http://10.1.2.3:8080/", true)]
    [InlineData("https://user:secret@example.test/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("example.test", false)]
    [InlineData(null, false)]
    public void An_address_is_a_receivers_or_refused(string? url, bool will) => Assert.Equal(will, WebhookAddress.Fault(url) is null);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("::1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    public void Where_machines_tell_their_credentials_and_nobody_receives_is_not_connected_to(string address, bool may) =>
        Assert.Equal(may, WebhookAddress.MayBeReached(IPAddress.Parse(address).GetAddressBytes()));

    [Fact]
    public void Each_rollout_is_told_to_its_end_and_what_is_done_with_is_not_told_again()
    {
        var ends = new Dictionary<string, long> { ["july"] = 5, ["august"] = 3 };
        Assert.Equal(("august", 0), New.Next(ends));
        var next = New.Reach("august", 3, told: true, Noon);
        Assert.Equal(("july", 0), next.Next(ends));
        next = next.Reach("july", 5, told: false, Noon.AddHours(1));
        Assert.Null(next.Next(ends));
        Assert.Equal(Noon, next.DeliveredAt);
    }

    [Fact]
    public void What_is_not_taken_is_sent_again_with_growing_pauses_and_given_up_after_a_day()
    {
        var ends = new Dictionary<string, long> { ["july"] = 5 };
        var first = New.Fail("july", 2, "it answers 500", Noon, 0);
        Assert.Equal((("july", 0), Noon.AddSeconds(5), "it answers 500"), (first.Next(ends)!.Value, first.NotBefore, first.Problem));
        var second = first.Fail("july", 2, "it answers 500", Noon.AddSeconds(5), 0);
        Assert.Equal(Noon.AddSeconds(15), second.NotBefore);
        var late = second.Fail("july", 2, "it answers 500", Noon.AddDays(1), 0);
        Assert.Equal((("july", 2), 1), (late.Next(ends)!.Value, late.GivenUp));
        var taken = late.Reach("july", 3, told: true, Noon.AddDays(2));
        Assert.Equal(("", 0, default), (taken.Problem, taken.Failures, taken.NotBefore));
    }
}
