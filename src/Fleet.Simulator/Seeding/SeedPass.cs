using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Simulator.World;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// Brings a registry to rest on a cluster, as the fleet itself would leave it: by the same planner, the same order and the same status rules,
/// one look after another. A fleet that takes it over finds nothing to change.
/// </summary>
/// <param name="cluster">Writes with the field manager <see cref="FieldManager"/>.</param>
internal sealed class SeedPass(IWorldCluster cluster, RegistrySeed seed, SeedSettings settings)
{
    public const string FieldManager = "quay-fleet";

    /// <summary>A registry needs about ten; one that needs many more undoes its own work.</summary>
    private const int MostRounds = 100;

    private readonly Dictionary<ObjectKey, string> _applied = [];

    /// <summary>Creates the namespace and the registry, unless they are there.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        await cluster.CreateAsync("/api/v1/namespaces", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = seed.Namespace },
        }, cancellation);
        await cluster.CreateAsync(ObjectPaths.Collection(QuayRegistry.ApiVersion, QuayRegistry.Kind, seed.Namespace), seed.Body(), cancellation);
    }

    /// <param name="settle">Lets the cluster's controllers do what is due, before every look.</param>
    /// <exception cref="InvalidOperationException">The registry does not come to rest.</exception>
    public async Task RunAsync(Func<Task> settle, CancellationToken cancellation)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            await settle();
            if (await RoundAsync(cancellation)) return;
        }
        throw new InvalidOperationException($"QuayRegistry {seed.Namespace}/{seed.Name} did not come to rest within {MostRounds} rounds");
    }

    /// <summary>One round; true when there was nothing to do.</summary>
    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var look = await SeedLook.TakeAsync(cluster, seed, settings, cancellation);
        var now = settings.Clock.GetUtcNow();
        switch (PassPlanner.Decide(look.Situation, new Entropy(RandomNumberGenerator.Fill, settings.Keys.Open, now)))
        {
            case PassDecision.CreateBundle create:
                await cluster.CreateAsync(ObjectPaths.Collection("v1", ResourceKind.Secret.Kind, seed.Namespace), create.Secret, cancellation);
                await cluster.PatchAsync(seed.Path, create.RegistryPatch!, cancellation);
                return false;
            case PassDecision.CompleteSpec complete:
                await cluster.PatchAsync(seed.Path, complete.RegistryPatch, cancellation);
                return false;
            case PassDecision.Apply apply:
                var changed = await ApplyAsync(apply, look, cancellation);
                return !await WriteStatusAsync(look, apply.Conclusion, now, cancellation) && !changed && apply.Conclusion.LeftNothing;
            case PassDecision.End end:
                return !await WriteStatusAsync(look, end.Conclusion, now, cancellation) && end.Conclusion is PassConclusion.Blocked;
            case var other:
                throw new InvalidOperationException($"a registry being seeded is not to be {other.GetType().Name}");
        }
    }

    /// <returns>Whether anything was written.</returns>
    private async Task<bool> ApplyAsync(PassDecision.Apply apply, SeedLook look, CancellationToken cancellation)
    {
        var changed = false;
        foreach (var rendered in apply.Steps.SelectMany(step => step.Objects))
        {
            var body = ApplyBody.Of(rendered);
            if (_applied.TryGetValue(rendered.Key, out var sent) && sent == body) continue;
            await cluster.ApplyAsync(ObjectPaths.Item(rendered.Body), body, cancellation);
            _applied[rendered.Key] = body;
            changed = true;
        }
        if (settings.Features.Prometheus) changed |= await LabelAsync(cancellation);
        if (changed || !apply.Conclusion.LeftNothing) return changed;

        if (RegistryPatches.AddFinalizer(look.Registry) is { } finalizer)
        {
            await cluster.PatchAsync(seed.Path, finalizer, cancellation);
            return true;
        }
        var current = apply.Steps.SelectMany(step => step.Objects).Select(rendered => rendered.Key).ToHashSet();
        foreach (var secret in look.Superseded(current))
        {
            await cluster.DeleteAsync($"{ObjectPaths.Collection("v1", ResourceKind.Secret.Kind, seed.Namespace)}/{secret.Key.Name}", cancellation);
            changed = true;
        }
        return changed;
    }

    private async Task<bool> LabelAsync(CancellationToken cancellation)
    {
        var path = $"/api/v1/namespaces/{seed.Namespace}";
        if (await cluster.GetAsync(path, cancellation) is not { } ns || MonitoringLabels.Add(ns) is not { } labels) return false;
        await cluster.PatchAsync(path, labels, cancellation);
        return true;
    }

    private async Task<bool> WriteStatusAsync(SeedLook look, PassConclusion conclusion, DateTimeOffset now, CancellationToken cancellation)
    {
        var (before, after) = (look.Registry.Status, look.StatusAfter(conclusion, now));
        if (before.SaysTheSameAs(after)) return false;
        await cluster.PatchAsync($"{seed.Path}/status", StatusRules.Patch(after), cancellation);
        return true;
    }
}
