using Fleet.Api.V1;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Gateway.Reading;

namespace Fleet.Gateway.Querying;

/// <summary>Pages of lists that are in the order of their registries.</summary>
internal static class RegistryPages
{
    public static Page Read(QueryReader query)
    {
        var page = Page.Read(query);
        if (page.After is { } key && !RegistryKey.TryParse(key, null, out _))
            query.Fault("continue", "The continue token is of another list: pass the one of the page before unchanged, or none to start over.");
        return page;
    }

    public static ItemList<TWire> OfRegistries<TWire>(this Page page, IReadOnlyCollection<RegistryReading> matching, Func<RegistryReading, TWire> toWire) => page.Of(
        matching,
        registry => registry.Summary.Key.ToString(),
        (registry, after) => KeyOrder.Instance.Compare(registry.Summary.Key, RegistryKey.Parse(after)) > 0,
        toWire);
}
