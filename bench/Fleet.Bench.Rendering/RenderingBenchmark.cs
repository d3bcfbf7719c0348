using BenchmarkDotNet.Attributes;
using Fleet.Domain.Reconciliation;

namespace Fleet.Bench.Rendering;

#pragma warning disable CA1822 // a benchmark is called on an instance

/// <summary>What a pass does between reading and sending.</summary>
[MemoryDiagnoser]
public class RenderingBenchmark
{
    /// <summary>All objects, as JSON nodes.</summary>
    [Benchmark]
    public object Render() => FullRegistry.Render();

    /// <summary>The same as the text that is sent.</summary>
    [Benchmark]
    public int RenderAndWrite()
    {
        var length = 0;
        foreach (var rendered in FullRegistry.Render().Objects) length += ApplyBody.Of(rendered).Length;
        return length;
    }
}
