using Fleet.Simulator.Tests.Recording;
using Xunit;

[assembly: AssemblyFixture(typeof(RealServer))]
