using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>One request, to be sent to both servers.</summary>
/// <param name="What">What it is about, for whoever reads a difference.</param>
/// <param name="Path">Without a leading slash; may have a query.</param>
public sealed record Call(string What, HttpMethod Method, string Path, string? ContentType = null, JsonObject? Body = null, string UserAgent = "recorder/1")
{
    public static Call Get(string path) => new($"get {path}", HttpMethod.Get, path);

    public static Call Create(string path, JsonObject body) => new($"create in {path}", HttpMethod.Post, path, "application/json", body);

    public static Call Put(string path, JsonObject body) => new($"put {path}", HttpMethod.Put, path, "application/json", body);

    public static Call Apply(string path, JsonObject body, string manager = "quay-fleet", bool force = false) => new(
        $"apply {path} as {manager}{(force ? ", forced" : "")}", HttpMethod.Patch,
        $"{path}?fieldManager={manager}&force={(force ? "true" : "false")}", "application/apply-patch+yaml", body);

    public static Call Merge(string path, JsonObject body, string manager) =>
        new($"merge {path} as {manager}", HttpMethod.Patch, $"{path}?fieldManager={manager}", "application/merge-patch+json", body);

    public static Call Delete(string path) => new($"delete {path}", HttpMethod.Delete, path);
}
