using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply;
using Fleet.Simulator.Identity;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>A request together with the kind it is about.</summary>
internal sealed record ResourceCall(SimulatedCluster Cluster, KubeRequest Request, ResourcePath Path, ServedKind Kind)
{
    // Real servers ignore what they do not know; here it could be something that ought to change the answer.
    private static readonly HashSet<string> KnownParameters = new(StringComparer.Ordinal)
    {
        "watch", "limit", "continue", "resourceVersion", "resourceVersionMatch", "labelSelector", "fieldSelector", "timeoutSeconds", "timeout", "allowWatchBookmarks",
        "fieldManager", "fieldValidation", "force", "dryRun", "pretty", "propagationPolicy", "gracePeriodSeconds",
    };

    public ObjectName Name => new(Path.Namespace, Path.Name ?? "");

    public string Marker => Cluster.Options.Marker;

    public bool DryRun => Request.Parameter("dryRun") switch
    {
        null => false,
        "All" => true,
        var other => throw Refusals.BadRequest($"invalid dryRun value: {other}"),
    };

    public bool IsWatch => Request.Method == "GET" && Path.Name is null && Request.Flag("watch");

    private string Verb => (Request.Method, Path.Name) switch
    {
        ("GET", null) => IsWatch ? "watch" : "list",
        ("GET", _) => "get",
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("DELETE", null) => "deletecollection",
        ("DELETE", _) => "delete",
        _ => throw new RequestRefusedException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
    };

    public void Authorize(ClusterState state)
    {
        if (Request.Query.Keys.FirstOrDefault(name => !KnownParameters.Contains(name)) is { } unknown) throw Refusals.NotImplemented($"the query parameter {unknown}");
        if (Kind.Namespaced && Path.Name is not null && Path.Namespace.Length == 0) throw Refusals.NotServed();
        var user = Request.User ?? Accounts.Admin;
        var resource = Path.Subresource is null ? Kind.Plural : $"{Kind.Plural}/{Path.Subresource}";
        if (Accounts.May(state, user, Verb, Kind.Group, resource, Path.Namespace)) return;
        var named = Path.Name is null ? "" : $" \"{Path.Name}\"";
        var where = Path.Namespace.Length > 0 ? $" in the namespace \"{Path.Namespace}\"" : " at the cluster scope";
        throw Refusals.Forbidden($"{Kind.Resource}{named} is forbidden: User \"{user}\" cannot {Verb} resource \"{resource}\" in API group \"{Kind.Group}\"{where}");
    }

    /// <summary>Who is told to have written.</summary>
    public WriteContext Context(WriteTurn turn, string? subresource = null) =>
        new(Request.Parameter("fieldManager") ?? Request.UserAgent.Split('/')[0], Kind.ApiVersion(Path.Version), subresource, turn.Now);

    /// <summary>The body as an object of this kind.</summary>
    public JsonObject ReadBody()
    {
        var body = Parse();
        var (kind, version) = ((string?)body["kind"], (string?)body["apiVersion"]);
        if (kind is not null && kind != Kind.Kind) throw Refusals.BadRequest($"{kind} in version \"{version}\" cannot be handled as a {Kind.Kind}");
        if (version is not null && version != Kind.ApiVersion(Path.Version))
            throw Refusals.BadRequest($"the API version in the data ({version}) does not match the expected API version ({Kind.ApiVersion(Path.Version)})");
        (body["kind"], body["apiVersion"]) = (Kind.Kind, Kind.ApiVersion(Path.Version));
        var metadata = (body["metadata"] ??= new JsonObject()).AsObject();
        if (Kind.Namespaced)
        {
            if ((string?)metadata["namespace"] is { Length: > 0 } ns && ns != Path.Namespace)
                throw Refusals.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            metadata["namespace"] = Path.Namespace;
        }
        return body;
    }

    /// <summary>A body that is a list.</summary>
    public JsonArray ParseArray()
    {
        try
        {
            return JsonNode.Parse(Request.Body.Span) as JsonArray ?? throw Refusals.BadRequest("the body is no list of operations");
        }
        catch (JsonException e)
        {
            throw Refusals.BadRequest($"the body cannot be read: {e.Message}");
        }
    }

    public JsonObject Parse()
    {
        try
        {
            return YamlJson.Parse(Request.Body, Request.ContentType) ?? throw Refusals.BadRequest("the body is no object");
        }
        catch (JsonException e)
        {
            throw Refusals.BadRequest($"the body cannot be read: {e.Message}");
        }
    }
}
