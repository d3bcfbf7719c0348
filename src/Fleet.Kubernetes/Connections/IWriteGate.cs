using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Connections;

/// <summary>
/// Asked right before every attempt of a write, retries included: whoever may have lost the right to write while an attempt waited must not
/// send it. Leases, and the namespace they are in, are what such a right is claimed with, so they do not pass here.
/// </summary>
public interface IWriteGate
{
    /// <returns>Null when the write may go, and <see cref="Exit"/> has to follow it; otherwise why not.</returns>
    ValueTask<KubernetesError?> EnterAsync(CancellationToken cancellation);

    /// <summary>The write that was let through has been answered, or given up.</summary>
    void Exit();
}
