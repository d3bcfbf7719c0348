using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>
/// Plays NooBaa: makes the ConfigMap and the Secret of an ObjectBucketClaim, then binds it. Names and keys follow from the claim's uid, hashed, so
/// that a world that restarts half-way goes on with the same bucket.
/// </summary>
internal sealed class BucketProvisioner(IWorldCluster cluster, WorldOrders orders) : Actor(cluster, orders)
{
    private const string Host = "s3.openshift-storage.svc";

    private static readonly TimeSpan UntilCollected = TimeSpan.FromMilliseconds(200);

    public override Resource Watches => Resource.BucketClaims;

    public override async Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation)
    {
        if (subject.Deleting || subject.Text("status", "phase") == "Bound") return null;
        var left = Orders.DelayOf(subject) - subject.Age;
        if (left > TimeSpan.Zero || Orders.IsBucketWithheld(subject))
        {
            if (subject.Text("status", "phase") != "Pending") await SetPhaseAsync(subject, "Pending", cancellation);
            return left > TimeSpan.Zero ? left : null;
        }

        if (await IsOfAnotherAsync(Resource.ConfigMaps, subject, cancellation) || await IsOfAnotherAsync(Resource.Secrets, subject, cancellation)) return UntilCollected;

        var bucket = subject.Text("spec", "bucketName") ?? $"{subject.Text("spec", "generateBucketName") ?? subject.Name}-{Derive(subject, "bucket")[..12].ToLowerInvariant()}";
        await Cluster.CreateAsync(Resource.ConfigMaps.Collection(subject.Namespace), new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = Metadata(subject),
            ["data"] = new JsonObject
            {
                ["BUCKET_NAME"] = bucket,
                ["BUCKET_HOST"] = Host,
                ["BUCKET_PORT"] = "443",
                ["BUCKET_REGION"] = "",
                ["BUCKET_SUBREGION"] = "",
            },
        }, cancellation);
        await Cluster.CreateAsync(Resource.Secrets.Collection(subject.Namespace), new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = Metadata(subject),
            ["stringData"] = new JsonObject
            {
                ["AWS_ACCESS_KEY_ID"] = Derive(subject, "id")[..20],
                ["AWS_SECRET_ACCESS_KEY"] = Derive(subject, "key")[..40],
            },
        }, cancellation);
        await SetPhaseAsync(subject, "Bound", cancellation);
        return null;
    }

    /// <summary>What a claim of the same name had goes when that claim has been collected: bound to it, this one would soon have nothing.</summary>
    private async Task<bool> IsOfAnotherAsync(Resource resource, Observed subject, CancellationToken cancellation) =>
        await Cluster.GetAsync(resource.Item(subject.Namespace, subject.Name), cancellation) is { } found
        && found["metadata"]!["ownerReferences"] is JsonArray owners
        && owners.Any(owner => (string?)owner!["kind"] == "ObjectBucketClaim" && (string?)owner["uid"] != subject.Uid);

    private Task<JsonObject> SetPhaseAsync(Observed subject, string phase, CancellationToken cancellation) =>
        PatchAsync(subject, Status(subject), new JsonObject { ["status"] = new JsonObject { ["phase"] = phase } }, cancellation);

    private static JsonObject Metadata(Observed subject) => new()
    {
        ["name"] = subject.Name,
        ["labels"] = new JsonObject { ["bucket-provisioner"] = "fleet-world" },
        ["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "objectbucket.io/v1alpha1",
            ["kind"] = "ObjectBucketClaim",
            ["name"] = subject.Name,
            ["uid"] = subject.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        }),
    };

    private static string Derive(Observed subject, string purpose) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject.Uid}/{purpose}")));
}
