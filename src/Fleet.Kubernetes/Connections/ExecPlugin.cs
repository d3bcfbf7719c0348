using System.Collections.Immutable;
using System.Text;

namespace Fleet.Kubernetes.Connections;

/// <summary>A kubeconfig's <c>exec</c> entry: a program on the silo's machine that prints an <c>ExecCredential</c>.</summary>
/// <param name="ApiVersion"><c>client.authentication.k8s.io/v1</c> or <c>v1beta1</c>.</param>
/// <param name="Environment">Added to the process's own; may hold secrets.</param>
public sealed record ExecPlugin(
    string ApiVersion,
    string Command,
    ImmutableArray<string> Arguments,
    ImmutableSortedDictionary<string, string> Environment)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Command = ").Append(Command);
        return true;
    }
}
