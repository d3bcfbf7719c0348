using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Microsoft.AspNetCore.Http;

namespace Fleet.Gateway.Auditing;

/// <summary>What a handler adds to the audit of its write. Never a secret value.</summary>
internal sealed class AuditNote
{
    public JsonNode? Before { get; set; }

    public JsonNode? After { get; set; }

    /// <summary>A parameter of a handler.</summary>
    public static ValueTask<AuditNote?> BindAsync(HttpContext context) => ValueTask.FromResult<AuditNote?>(Of(context));

    public static AuditNote Of(HttpContext context)
    {
        if (context.Features.Get<AuditNote>() is { } note) return note;
        context.Features.Set(note = new AuditNote());
        return note;
    }

    /// <summary>What people decide about a cluster, without what is only observed.</summary>
    public static JsonObject? Of(Cluster? cluster)
    {
        if (cluster is null) return null;
        var labels = new JsonObject();
        foreach (var (name, value) in cluster.Labels) labels.Add(name, value);
        return new JsonObject
        {
            ["mode"] = cluster.Mode.ToString().ToLowerInvariant(),
            ["paused"] = cluster.Paused,
            ["endpoint"] = cluster.Endpoint,
            ["labels"] = labels,
            ["channel"] = cluster.Channel,
            ["approval"] = cluster.Approval?.ToString(),
            ["policy"] = cluster.Policy is null ? null : JsonSerializer.SerializeToNode(cluster.Policy, JsonSerializerOptions.Web),
        };
    }

    /// <summary>The version a registry is meant to run.</summary>
    public static JsonObject Of(Registry registry) => new() { ["currentVersion"] = registry.CurrentVersion, ["targetVersion"] = registry.TargetVersion };

    /// <summary>Whether the fleet is stopped.</summary>
    public static JsonObject Of(FleetStop? stop) => new() { ["stopped"] = stop?.Reason };

    /// <summary>Who lets the upgrades of a channel begin.</summary>
    public static JsonObject? Of(Channel? channel) => channel is null ? null : new JsonObject { ["approval"] = channel.Approval?.ToString() };
}
