using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>The state that a list is to show, and where in it.</summary>
/// <param name="From">Null for the beginning.</param>
/// <param name="Limit">0 for no pages.</param>
internal sealed record ListState(ClusterState State, ObjectName? From, long Limit)
{
    private const string TooOldToContinue =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the "
        + "continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects "
        + "that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    public static ListState Of(ResourceCall call, ClusterState current)
    {
        var options = ListOptions.Read(call.Request, watch: false);
        var limit = Math.Max(0, options.Limit);
        if (options.Continue is { } text)
        {
            if (options.Version > 0) throw Refusals.BadRequest("specifying resource version is not allowed when using continue");
            var token = ContinueToken.Read(text, call.Path.Namespace, call.Kind.Namespaced);
            return new ListState(token.Version < 0 ? current : At(call, current, token.Version, token), token.From, limit);
        }
        // Out of the server's cache, which knows no pages.
        if (options is { HasVersion: true, Version: 0 }) return new ListState(current, null, 0);
        var exact = options.Match == VersionMatch.Exact || options is { Match: null, Version: > 0 } && limit > 0;
        if (exact) return new ListState(At(call, current, options.Version, null), null, limit);
        if (options.Version > current.Version) throw Refusals.TooLarge(options.Version, current.Version);
        return new ListState(current, null, limit);
    }

    private static ClusterState At(ResourceCall call, ClusterState current, long version, ContinueToken? token)
    {
        if (version > current.Version) throw Refusals.Internal("etcdserver: mvcc: required revision is a future revision");
        if (version == current.Version) return current;
        if (call.Cluster.History.Back(current, version, call.Kind.Resource) is { } then) return then;
        throw token is { } page
            ? Refusals.Gone(TooOldToContinue, new JsonObject { ["continue"] = page.Anyway(call.Path.Namespace) })
            : Refusals.Gone("The resourceVersion for the provided list is too old.");
    }
}
