using System.CommandLine;
using System.Runtime.InteropServices;
using Fleet.Simulator.World;

namespace Fleet.World;

/// <summary>The command line of the world.</summary>
internal static class WorldCommand
{
    public static RootCommand Build()
    {
        var kubeconfig = new Option<string>("--kubeconfig") { Required = true, Description = "Of the API server to play against." };
        var ns = new Option<string?>("--namespace") { Description = "The one namespace to play in; all by default." };
        var delay = new Option<string>("--delay") { DefaultValueFactory = _ => "0s", Description = "How long everything takes, for example 2s or 500ms." };
        var without = new Option<string[]>("--without")
        {
            Description = "Parts not to play: routes,buckets,workloads,jobs,autoscalers,volumes,certificates,monitoring.",
        };
        var fail = new Option<string[]>("--fail")
        {
            Description = "Failures, KIND/SUBJECT[=TEXT]: deployment/NAME, hang/NAME, flap/NAME, job/NAME=MESSAGE, hangjob/NAME, "
                + "route/NAME=MESSAGE, bucket/NAME, volume/NAME. SUBJECT is NAME or NAMESPACE/NAME, * matches anything.",
        };
        var certificates = new Option<string?>("--certificates") { Description = "Inject CA bundles made from this text." };
        var definitions = new Option<bool>("--install-crds") { Description = "First install the definitions of OpenShift's kinds." };

        var command = new RootCommand("Plays what a bare Kubernetes API server lacks.")
        {
            kubeconfig, ns, delay, without, fail, certificates, definitions,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            WorldOrders orders;
            WorldParts parts;
            try
            {
                orders = OrderText.Parse(parsed.GetValue(delay)!, parsed.GetValue(fail) ?? [], parsed.GetValue(certificates));
                parts = OrderText.PartsWithout(parsed.GetValue(without) ?? []);
            }
            catch (FormatException wrong)
            {
                await Console.Error.WriteLineAsync(wrong.Message);
                return 2;
            }
            var file = parsed.GetRequiredValue(kubeconfig);
            if (parsed.GetValue(definitions)) await WorldDefinitions.InstallAsync(file, cancellation: cancellation);

            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                end.Cancel();
            });
            await using var world = TestWorld.Start(file, orders, parts, parsed.GetValue(ns), log: Console.Error.WriteLine);
            await Console.Out.WriteLineAsync("playing");
            await Task.WhenAny(world.Completion, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token));
            return 0;
        });
        return command;
    }
}
