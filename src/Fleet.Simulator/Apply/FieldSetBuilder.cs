namespace Fleet.Simulator.Apply;

/// <summary>Collects members while a document is walked.</summary>
internal sealed class FieldSetBuilder
{
    private readonly HashSet<PathElement> _members = [];
    private readonly Dictionary<PathElement, FieldSetBuilder> _children = [];

    /// <param name="path">From the object's root. The root itself is nobody's, so the empty path adds nothing.</param>
    public void Add(List<PathElement> path)
    {
        if (path.Count == 0) return;
        var at = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (!at._children.TryGetValue(path[i], out var child)) at._children[path[i]] = child = new FieldSetBuilder();
            at = child;
        }
        at._members.Add(path[^1]);
    }

    public FieldSet Build() => FieldSet.Of(_members, _children.Select(child => KeyValuePair.Create(child.Key, child.Value.Build())));
}
