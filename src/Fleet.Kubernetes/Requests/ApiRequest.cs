namespace Fleet.Kubernetes.Requests;

/// <summary>One request, in a form that can be sent again.</summary>
/// <param name="Verb">Kubernetes' word for it, for metrics and logs.</param>
/// <param name="Path">Relative to the server's address, query included.</param>
internal sealed record ApiRequest(string Verb, HttpMethod Method, string Path)
{
    public const string Json = "application/json";
    public const string MetadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    public const string MetadataOnlyList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    public string Accept { get; init; } = Json;

    public byte[]? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Carrying it out twice does what once does, so an attempt of unknown outcome may be repeated.</summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>Whether it has to pass the <see cref="Connections.IWriteGate"/>.</summary>
    public bool Gated { get; init; }

    /// <summary>False for callers with a backoff of their own.</summary>
    public bool Retried { get; init; } = true;
}
