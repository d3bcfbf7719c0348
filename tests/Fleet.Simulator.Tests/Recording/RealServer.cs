using Fleet.Testing;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>A real kube-apiserver without controllers: nothing but requests changes its objects.</summary>
public sealed class RealServer : ApiServer;
