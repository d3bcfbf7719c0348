using System.Net;
using System.Text;
using Fleet.Kubernetes.Requests;
using Xunit;

namespace Fleet.Kubernetes.Tests.Requests;

public class StatusReadingTests
{
    [Theory]
    [InlineData(401, "{}", typeof(KubernetesError.Unauthorised))]
    [InlineData(403, "{}", typeof(KubernetesError.Forbidden))]
    [InlineData(404, """{"kind":"Status","details":{"name":"x","kind":"secrets"}}""", typeof(KubernetesError.NotFound))]
    [InlineData(404, """{"kind":"Status","details":{}}""", typeof(KubernetesError.NotServed))]
    [InlineData(404, "404 page not found", typeof(KubernetesError.NotServed))]
    [InlineData(409, """{"reason":"AlreadyExists"}""", typeof(KubernetesError.AlreadyExists))]
    [InlineData(409, """{"reason":"Conflict"}""", typeof(KubernetesError.Conflict))]
    [InlineData(410, "{}", typeof(KubernetesError.Expired))]
    [InlineData(422, "{}", typeof(KubernetesError.Invalid))]
    [InlineData(400, "{}", typeof(KubernetesError.Invalid))]
    [InlineData(429, "{}", typeof(KubernetesError.Throttled))]
    [InlineData(500, "{}", typeof(KubernetesError.ServerError))]
    [InlineData(500, """{"message":"failed to create typed patch object: .spec.x: field not declared in schema"}""", typeof(KubernetesError.Invalid))]
    [InlineData(503, "<html>", typeof(KubernetesError.ServerError))]
    [InlineData(504, """{"reason":"Timeout","message":"Too large resource version: 9, current: 5"}""", typeof(KubernetesError.Expired))]
    [InlineData(504, """{"reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge"}]}}""", typeof(KubernetesError.Expired))]
    [InlineData(302, "", typeof(KubernetesError.Unexpected))]
    public void Each_refusal_has_its_own_case(int code, string body, Type desired) => Assert.IsType(desired, Read(code, body));

    [Fact]
    public void Causes_name_their_fields()
    {
        var error = Assert.IsType<KubernetesError.Invalid>(Read(422, """{"message":"m","details":{"causes":[{"field":"spec.replicas","message":"must be positive"},{"message":"x"}]}}"""));
        Assert.Equal("m", error.Message);
        Assert.Equal(["spec.replicas: must be positive", "x"], error.Causes);
    }

    [Fact]
    public void Retry_after_comes_from_the_header_or_else_from_the_body()
    {
        const string Body = """{"details":{"retryAfterSeconds":3}}""";
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.IsType<KubernetesError.Throttled>(Read(429, Body)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(9), Assert.IsType<KubernetesError.Throttled>(Read(429, Body, TimeSpan.FromSeconds(9))).RetryAfter);
    }

    private static KubernetesError Read(int code, string body, TimeSpan? retryAfter = null) =>
        StatusReading.FromAnswer((HttpStatusCode)code, Encoding.UTF8.GetBytes(body), retryAfter);
}
