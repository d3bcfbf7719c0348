namespace Fleet.Simulator.Apply.Shapes;

/// <summary>A shape by name, since some contain themselves (a schema's properties are schemas).</summary>
internal sealed class ShapeRef(Func<Shape> find)
{
    private Shape? _found;

    public static readonly ShapeRef Scalar = new(() => Shapes.Shape.Scalar.Instance);
    public static readonly ShapeRef Deduced = new(() => Shapes.Shape.Deduced.Instance);
    public static readonly ShapeRef Whole = new(() => Shapes.Shape.Whole.Instance);

    public Shape Shape => _found ??= find();
}
