using System.Text.Json.Nodes;

namespace Fleet.Bench.FirstLight;

/// <summary>An apply the bare client repeats.</summary>
/// <param name="Step">All applies of a lower step of the same registry come first.</param>
/// <param name="Path">The object's, without a query.</param>
internal sealed record BareApply(int Step, string Path, byte[] Body)
{
    /// <summary>The step after all others: the apply that scales Quay up once its migration is through.</summary>
    private const int ScaleUp = 4;

    /// <summary>The fleet's order: keys, foundations, databases, workloads, each once the one before is through; Quay first at zero pods.</summary>
    public static IEnumerable<BareApply> Of(string path, JsonObject body)
    {
        var (kind, name) = ((string)body["kind"]!, (string)body["metadata"]!["name"]!);
        if (kind == "Deployment" && name.EndsWith("-quay-app", StringComparison.Ordinal))
        {
            var small = body.DeepClone().AsObject();
            small["spec"]!["replicas"] = 0;
            yield return new BareApply(StepOf(kind, name), path, Bytes(small));
            yield return new BareApply(ScaleUp, path, Bytes(body));
        }
        else
        {
            yield return new BareApply(StepOf(kind, name), path, Bytes(body));
        }
    }

    private static int StepOf(string kind, string name) => kind switch
    {
        "Secret" when name.EndsWith("-quay-registry-managed-secret-keys", StringComparison.Ordinal) => 0,
        not ("Deployment" or "Job") => 1,
        "Deployment" when name.EndsWith("-quay-database", StringComparison.Ordinal)
            || name.EndsWith("-clair-postgres", StringComparison.Ordinal)
            || name.EndsWith("-quay-redis", StringComparison.Ordinal) => 2,
        _ => 3,
    };

    private static byte[] Bytes(JsonObject body) => System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
}
