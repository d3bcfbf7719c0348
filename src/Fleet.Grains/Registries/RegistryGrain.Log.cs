using Fleet.Domain.Quay;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Registries;

internal sealed partial class RegistryGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Registry {Registry}: its summary was not delivered; it will be sent again")]
    private partial void LogDeliveryFailed(Exception exception, RegistryKey registry);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registry {Registry}: its status was not written and will be again: {Problem}")]
    private partial void LogStatusFailed(RegistryKey registry, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registry {Registry}: pass {Epoch} could not be carried out: {Problem}")]
    private partial void LogPassFailed(RegistryKey registry, long epoch, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registry {Registry}: it is deleted; what the fleet may not take away stays: {Left}")]
    private partial void LogLeft(RegistryKey registry, string left);

    [LoggerMessage(Level = LogLevel.Error, Message = "Registry {Registry}: pass {Epoch} ended unexpectedly")]
    private partial void LogPassCrashed(Exception exception, RegistryKey registry, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registry {Registry}: a core Event could not be written: {Problem}")]
    private partial void LogEventLost(RegistryKey registry, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registry {Registry}: what is shown of it could not be stored and will be again")]
    private partial void LogNotStored(Exception exception, RegistryKey registry);
}
