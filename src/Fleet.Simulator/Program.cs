using Fleet.Simulator.Seeding;

var start = TimeProvider.System.GetTimestamp();
var image = await ImageBuilder.BuildAsync(int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture), "3.7.10", TimeProvider.System, default);
Console.WriteLine($"{image.Objects} objects in {TimeProvider.System.GetElapsedTime(start)}");
foreach (var o in image.State.Of("quayregistries.quay.redhat.com").Values.Take(1)) Console.WriteLine(o.Parse("00000000").ToJsonString());
