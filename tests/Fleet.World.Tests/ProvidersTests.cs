using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Xunit;

namespace Fleet.World.Tests;

public abstract class ProvidersTests(WorldServer server)
{
    private static JsonObject Claim(string name) => Stage.Object(
        "objectbucket.io/v1alpha1", "ObjectBucketClaim", name, new JsonObject { ["generateBucketName"] = "quay-datastore" });

    private static JsonObject Route(string name, string? host = null) => Stage.Object(
        "route.openshift.io/v1", "Route", name, host is null ? [] : new JsonObject { ["host"] = host });

    [Fact]
    public async Task A_bucket_claim_gets_its_config_map_and_secret_before_it_is_bound()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.BucketClaims, Claim("store"));
        await stage.SeeAsync(Resource.BucketClaims, "store", claim => claim.Text("status", "phase") == "Bound");
        var map = (await stage.GetAsync(Resource.ConfigMaps, "store"))!;
        var secret = (await stage.GetAsync(Resource.Secrets, "store"))!;
        Assert.StartsWith("quay-datastore-", map.Text("data", "BUCKET_NAME"), StringComparison.Ordinal);
        Assert.Equal("s3.openshift-storage.svc", map.Text("data", "BUCKET_HOST"));
        Assert.Equal(20, Encoding.UTF8.GetString(Convert.FromBase64String(secret.Text("data", "AWS_ACCESS_KEY_ID")!)).Length);
        Assert.NotNull(secret.Text("data", "AWS_SECRET_ACCESS_KEY"));
    }

    [Fact]
    public async Task A_bucket_withheld_stays_pending_until_it_is_given()
    {
        await using var stage = await Stage.OpenAsync(server);
        stage.Orders.WithholdBucket("store");
        await stage.ApplyAsync(Resource.BucketClaims, Claim("store"));
        await stage.SeeAsync(Resource.BucketClaims, "store", claim => claim.Text("status", "phase") == "Pending");
        Assert.Null(await stage.GetAsync(Resource.Secrets, "store"));
        stage.Orders.WithholdBucket("store", withhold: false);
        await stage.SeeAsync(Resource.BucketClaims, "store", claim => claim.Text("status", "phase") == "Bound");
    }

    [Fact]
    public async Task A_claim_waits_until_what_another_of_its_name_left_is_collected()
    {
        await using var stage = await Stage.OpenAsync(server);
        stage.Orders.WithholdBucket("store");
        await stage.ApplyAsync(Resource.BucketClaims, Claim("store"));
        // Of a claim that is there, so that nobody collects it but this test.
        await stage.ApplyAsync(Resource.BucketClaims, Claim("other"));
        var other = await stage.SeeAsync(Resource.BucketClaims, "other", _ => true);
        var left = Stage.Object("v1", "ConfigMap", "store");
        left["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "objectbucket.io/v1alpha1",
            ["kind"] = "ObjectBucketClaim",
            ["name"] = "other",
            ["uid"] = other.Uid,
        });
        await stage.ApplyAsync(Resource.ConfigMaps, left);
        stage.Orders.WithholdBucket("store", withhold: false);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.NotEqual("Bound", (await stage.GetAsync(Resource.BucketClaims, "store"))!.Text("status", "phase"));

        await stage.DeleteAsync(Resource.ConfigMaps, "store");

        var claim = await stage.SeeAsync(Resource.BucketClaims, "store", seen => seen.Text("status", "phase") == "Bound");
        Assert.Equal(claim.Uid, (string?)(await stage.GetAsync(Resource.ConfigMaps, "store"))!.At("metadata", "ownerReferences")![0]!["uid"]);
    }

    [Fact]
    public async Task A_route_without_host_gets_one_and_is_admitted()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.Routes, Route("web"));
        var route = await stage.SeeAsync(Resource.Routes, "web", r => r.At("status", "ingress") is JsonArray);
        var ingress = route.At("status", "ingress")![0]!;
        Assert.Equal($"web-{stage.Namespace}.apps.example.test", route.Text("spec", "host"));
        Assert.Equal(route.Text("spec", "host"), (string?)ingress["host"]);
        Assert.Equal(("default", "router-default.apps.example.test"), ((string?)ingress["routerName"], (string?)ingress["routerCanonicalHostname"]));
        Assert.Equal(("Admitted", "True"), ((string?)ingress["conditions"]![0]!["type"], (string?)ingress["conditions"]![0]!["status"]));
    }

    [Fact]
    public async Task A_route_is_rejected_by_order_and_admitted_again()
    {
        await using var stage = await Stage.OpenAsync(server);
        stage.Orders.RejectRoute("web", "taken");
        await stage.ApplyAsync(Resource.Routes, Route("web", "quay.example.test"));
        static string? Admitted(Observed r) => (string?)r.At("status", "ingress")?[0]?["conditions"]?[0]?["status"];
        var rejected = await stage.SeeAsync(Resource.Routes, "web", r => Admitted(r) == "False");
        Assert.Equal("taken", (string?)rejected.At("status", "ingress")![0]!["conditions"]![0]!["message"]);
        stage.Orders.RejectRoute("web", null);
        await stage.SeeAsync(Resource.Routes, "web", r => Admitted(r) == "True");
    }

    [Fact]
    public async Task A_volume_claim_is_bound_and_can_be_deleted()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.VolumeClaims, Stage.Object("v1", "PersistentVolumeClaim", "disk", new JsonObject
        {
            ["accessModes"] = new JsonArray("ReadWriteOnce"),
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "50Gi" } },
        }));
        await stage.SeeAsync(Resource.VolumeClaims, "disk", claim => claim.Text("status", "phase") == "Bound");
        await server.Api.DeleteAsync(Resource.VolumeClaims.Item(stage.Namespace, "disk"), TestContext.Current.CancellationToken);
        await stage.UntilAsync(Resource.VolumeClaims, "disk", claim => claim is null);
    }

    [Fact]
    public async Task Certificates_are_injected_only_when_ordered_and_rotate_with_the_order()
    {
        await using var stage = await Stage.OpenAsync(server);
        var service = Stage.Object("v1", "ConfigMap", "service-ca");
        service["metadata"]!["annotations"] = new JsonObject { ["service.beta.openshift.io/inject-cabundle"] = "true" };
        var trusted = Stage.Object("v1", "ConfigMap", "trusted-ca");
        trusted["metadata"]!["labels"] = new JsonObject { ["config.openshift.io/inject-trusted-cabundle"] = "true" };
        await stage.ApplyAsync(Resource.ConfigMaps, service);
        await stage.ApplyAsync(Resource.ConfigMaps, trusted);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Null((await stage.GetAsync(Resource.ConfigMaps, "service-ca"))!.At("data"));

        stage.Orders.Certificates = "one";
        var first = await stage.SeeAsync(Resource.ConfigMaps, "service-ca", map => map.Text("data", "service-ca.crt") is not null);
        await stage.SeeAsync(Resource.ConfigMaps, "trusted-ca", map => map.Text("data", "ca-bundle.crt") is not null);
        stage.Orders.Certificates = "two";
        await stage.SeeAsync(
            Resource.ConfigMaps, "service-ca", map => map.Text("data", "service-ca.crt") != first.Text("data", "service-ca.crt"));
    }

    [Fact]
    public async Task The_namespace_of_dashboards_exists_where_monitoring_is_served()
    {
        await using var stage = await Stage.OpenAsync(server);
        var start = TimeProvider.System.GetTimestamp();
        while (await server.Api.GetAsync("/api/v1/namespaces/openshift-config-managed", TestContext.Current.CancellationToken) is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
