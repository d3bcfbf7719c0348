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
        if (OfMode(body.Mode) is { } unknown) yield return unknown;
        foreach (var (name, value) in body.Labels ?? ImmutableDictionary<string, string>.Empty)
            if (OfLabel(name, value ?? "") is { } fault) yield return fault;
    }

    /// <summary>Everything wrong with a change.</summary>
    public static IEnumerable<FieldError> Of(ChangeCluster body)
    {
        if (OfMode(body.Mode) is { } unknown) yield return unknown;
        if (body.Finalizers is not (null or "release" or "keep")) yield return Body("/finalizers", $"finalizers '{body.Finalizers}' is not known: use release or keep.");
        if (body is { GiveBack: true, Mode: not ("observe" or "olm") }) yield return Body("/giveBack", "giveBack needs a mode in which the in-cluster operator reconciles: send mode observe or olm with it.");
        if (body is { GiveBack: true, Finalizers: "release" }) yield return Body("/finalizers", "finalizers are kept for the operator that registries are given back to: leave finalizers out.");
        foreach (var (name, value) in body.Labels ?? ImmutableDictionary<string, string?>.Empty)
            if (value is not null && OfLabel(name, value) is { } fault) yield return fault;
        if (body is { Mode: null, Labels: null or { Count: 0 } }) yield return Body("", "Nothing is to be changed: send mode, labels or both.");
    }

    public static FieldError MissingKubeconfig() =>
        Body("/kubeconfig", "kubeconfig is missing: send what `kubectl config view --raw --minify --flatten` prints.");

    /// <summary>What the cluster grain says of a kubeconfig, or of a channel.</summary>
    public static ImmutableArray<FieldError> OfKubeconfig(ImmutableArray<string> problems) =>
        [.. problems.Select(problem => Body(problem.StartsWith("channel:", StringComparison.Ordinal) ? "/channel" : "/kubeconfig", problem))];

    /// <summary>Null when there is no such mode; observe when none is given.</summary>
    public static ClusterMode? ReadMode(string? mode) => mode switch
    {
        null or "observe" => ClusterMode.Observe,
        "reconcile" => ClusterMode.Reconcile,
        "olm" => ClusterMode.Olm,
        _ => null,
    };

    private static FieldError? OfMode(string? mode) =>
        mode is not null && ReadMode(mode) is null ? Body("/mode", $"mode '{mode}' is not known: use observe, reconcile or olm.") : null;

    private static FieldError? OfLabel(string name, string value) => LabelRules.Problem(name, value) is { } problem
        ? Body("/labels/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), $"labels: {problem}")
        : null;

    private static FieldError Body(string pointer, string message) => new("#" + pointer, null, message);
}
