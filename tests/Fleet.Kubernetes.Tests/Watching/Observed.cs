using System.Text;
using Fleet.Domain.Projections;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Watching;

namespace Fleet.Kubernetes.Tests.Watching;

internal static class Observed
{
    public static readonly WatchTarget Target = new(ResourceKind.Service, null, "quay-operator/quayregistry", metadataOnly: false);

    public static ObjectKey Key(string name) => new(ResourceKind.Service, "ns", name);

    public static Projection Object(string name, string uid, string version) =>
        new(new ObservedObject(Key(name), uid, version, 1, new Hash128(Encoding.UTF8.GetBytes(version.PadLeft(16))), false, [], "registry", null, null), null);
}
