namespace Fleet.Kubernetes.Requests;

/// <summary>Something that the connection's account may be allowed to do.</summary>
/// <param name="Verb">For example <c>delete</c>.</param>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Resource">Plural, for example <c>jobs</c>.</param>
/// <param name="Namespace">Empty for all of them.</param>
/// <param name="Subresource">For example <c>status</c>; null for the object itself.</param>
public sealed record AccessQuestion(string Verb, string Group, string Resource, string Namespace, string? Subresource = null)
{
    /// <summary>As people say it, for example <c>delete jobs.batch in namespace quay</c>.</summary>
    public override string ToString() =>
        $"{Verb} {Resource}{(Group.Length > 0 ? $".{Group}" : "")}{(Subresource is null ? "" : $"/{Subresource}")} {(Namespace.Length > 0 ? $"in namespace {Namespace}" : "in every namespace")}";
}
