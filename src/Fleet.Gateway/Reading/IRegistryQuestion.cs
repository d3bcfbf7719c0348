using System.Collections.Immutable;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Reading;

/// <summary>Which registries are asked for, and in which order. Equal to every other that asks the same.</summary>
internal interface IRegistryQuestion
{
    /// <param name="readings">Of the table, in the order of keys.</param>
    IEnumerable<RegistryReading> Find(RegistryTable table, ImmutableArray<RegistryReading> readings);
}
