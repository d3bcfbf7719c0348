using Fleet.Api.V1;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Translation;
using Fleet.Grains.Clusters;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Answers for what became of a change to a registration.</summary>
internal static class RegistrationAnswers
{
    public static Results<Ok<Cluster>, JsonHttpResult<Problem>> ToAnswer(
        this RegistrationOutcome outcome, ClusterName name, DateTimeOffset now, AuditNote note)
    {
        if (outcome is not RegistrationOutcome.Accepted accepted) return outcome.ToProblem(name);
        var cluster = ClusterReading.Of(accepted.Cluster, now).ToWire();
        note.After = AuditNote.Of(cluster);
        return TypedResults.Ok(cluster);
    }

    /// <exception cref="InvalidOperationException">The change was accepted, which is no problem.</exception>
    public static JsonHttpResult<Problem> ToProblem(this RegistrationOutcome outcome, ClusterName name) => outcome switch
    {
        RegistrationOutcome.Refused refused => ProblemResults.Invalid(ClusterFaults.OfKubeconfig(refused.Problems)),
        RegistrationOutcome.AlreadyRegistered => ProblemResults.Conflict(
            "cluster-exists",
            "The cluster is registered already",
            $"There is a cluster '{name}': choose another name, remove it first, or rotate its credentials."),
        RegistrationOutcome.NotRegistered => ProblemResults.ClusterNotFound(name),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no problem."),
    };
}
