namespace Fleet.Simulator.Apply;

/// <summary>Collects members while a document is walked; the builder of a path below one is <see cref="Below"/>.</summary>
internal sealed class FieldSetBuilder
{
    private readonly HashSet<PathElement> _members = [];
    private readonly Dictionary<PathElement, FieldSetBuilder> _children = [];

    public void Add(PathElement element) => _members.Add(element);

    public FieldSetBuilder Below(PathElement element)
    {
        if (!_children.TryGetValue(element, out var child)) _children[element] = child = new FieldSetBuilder();
        return child;
    }

    public FieldSet Build() => FieldSet.Of(_members, _children.Select(child => KeyValuePair.Create(child.Key, child.Value.Build())));
}
