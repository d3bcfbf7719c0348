using Fleet.Domain.Quay;

namespace Fleet.Domain.Status.Readiness;

/// <summary>
/// The bundle and the component list agree about certificates. The live endpoint is not examined. An unmanaged component with a pair is
/// <c>ComponentReady</c>, not <c>ComponentNotManaged</c>, unlike every other kind.
/// </summary>
internal static class TlsReadiness
{
    private const ComponentKind Kind = ComponentKind.Tls;

    /// <summary>The guide has people copy the certificate that Quay was made; only 3.4 and 3.5 make one.</summary>
    private const string NoRoute = "; with route unmanaged nobody uses them, and Quay has no certificate of its own: for a Route that re-encrypts bring ssl.cert and ssl.key";

    public static ComponentVerdict Judge(ReadinessInput input) => (input.Bundle, Managed: input.IsManaged(Kind)) switch
    {
        ({ Named: false }, _) => ComponentVerdict.NotReady(Kind, "Config bundle secret not populated"),
        ({ Exists: null }, _) => ComponentVerdict.Undetermined(Kind, "the config bundle"),
        ({ Exists: false }, _) => ComponentVerdict.NotReady(Kind, "Config bundle does not exist"),
        ({ HasCertificate: false, HasKey: false }, Managed: true) => ComponentVerdict.Ready(Kind, $"Using cluster wildcard certs{(input.IsManaged(ComponentKind.Route) ? "" : NoRoute)}"),
        (_, Managed: true) => ComponentVerdict.NotReady(Kind, "TLS managed but config bundle contain certs"),
        ({ HasCertificate: true, HasKey: true }, Managed: false) => ComponentVerdict.Ready(Kind, "Config bundle contains certs"),
        (_, Managed: false) => ComponentVerdict.NotReady(Kind, "TLS unmanaged but config bundle does not contain certs"),
    };
}
