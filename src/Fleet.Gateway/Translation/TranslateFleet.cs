using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>What is about the whole fleet.</summary>
internal static class TranslateFleet
{
    public static Wire.FleetStop ToWire(this Domain.Status.FleetStop stop) => new(stop.At, stop.By, stop.Reason);
}
