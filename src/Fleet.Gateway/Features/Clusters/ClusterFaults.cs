using System.Collections.Immutable;
using Fleet.Api.V1;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using ClusterMode = Fleet.Domain.Clusters.ClusterMode;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>What can be wrong with the input of the cluster endpoints.</summary>
internal static class ClusterFaults
{
    private const string NameRule = "use 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit.";

    /// <summary>The name in the path is none.</summary>
    public static JsonHttpResult<Problem> BadName(string name) =>
        ProblemResults.BadRequest([new FieldError(null, "name", $"'{name}' is no cluster name: {NameRule}")]);

    /// <summary>Everything wrong with a new cluster that can be told without reading its kubeconfig.</summary>
    public static IEnumerable<FieldError> Of(AddCluster body)
    {
        if (!ClusterName.TryParse(body.Name, null, out _)) yield return Body("/name", $"name '{body.Name}' is no cluster name: {NameRule}");
        if (string.IsNullOrWhiteSpace(body.Kubeconfig)) yield return MissingKubeconfig();
        if (body.Mode is { } mode && ReadMode(mode) is null)
            yield return Body("/mode", $"mode '{mode}' is not known: use observe, reconcile or olm.");
        foreach (var (name, value) in body.Labels ?? ImmutableDictionary<string, string>.Empty)
            if (LabelRules.Problem(name, value ?? "") is { } problem)
                yield return Body("/labels/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), $"labels: {problem}");
    }

    public static FieldError MissingKubeconfig() =>
        Body("/kubeconfig", "kubeconfig is missing: send what `kubectl config view --raw --minify --flatten` prints.");

    /// <summary>What the cluster grain says of a kubeconfig.</summary>
    public static ImmutableArray<FieldError> OfKubeconfig(ImmutableArray<string> problems) =>
        [.. problems.Select(problem => Body("/kubeconfig", problem))];

    /// <summary>Null when there is no such mode; observe when none is given.</summary>
    public static ClusterMode? ReadMode(string? mode) => mode switch
    {
        null or "observe" => ClusterMode.Observe,
        "reconcile" => ClusterMode.Reconcile,
        "olm" => ClusterMode.Olm,
        _ => null,
    };

    private static FieldError Body(string pointer, string message) => new("#" + pointer, null, message);
}
