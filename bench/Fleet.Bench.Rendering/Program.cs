using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Fleet.Bench.Rendering;

// In this process: the tree's build rules are not made for projects that a tool writes.
BenchmarkRunner.Run<RenderingBenchmark>(ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance))
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "quay-fleet-bench")));
Console.WriteLine(Kustomize.Measure());
