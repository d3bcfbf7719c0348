using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Grains.Rollouts;

namespace Fleet.Grains.Registries;

/// <summary>What people decide about the registry's version. It is written to its cluster, and comes back through the watch.</summary>
internal sealed partial class RegistryGrain
{
    public async Task<UpgradeApproval> Approve(string? version)
    {
        await AskToBeShown();
        if (_picture.Registry is not { } registry || !_sessions.TryGet(_key.Cluster, out var session))
            return new UpgradeApproval.NotWritten($"Cluster {_key.Cluster} is not connected.");
        var facts = session.Facts;
        if (facts.WriteBlocker is { } blocker) return new UpgradeApproval.Refused(blocker);
        if (!facts.MayWrite || facts.Catalog is not { } catalog)
            return new UpgradeApproval.NotWritten($"The fleet does not reconcile cluster {_key.Cluster}, or has not read what it serves yet.");

        var current = _picture.RunningVersion;
        if ((version ?? _picture.Choose(facts).Pending?.To) is not { } target) return new UpgradeApproval.NothingPending(_picture.Status.CurrentVersion);
        var wish = VersionWish.Of(registry) with { Target = target };
        if (VersionRules.Choose(catalog.Catalog, catalog.Approvals, wish, facts.Subscription, current, facts.Features?.KubernetesVersion) is VersionChoice.Leave refused)
            return new UpgradeApproval.Refused(refused.Why);
        if (DatabaseMajors.Faults(new EffectiveComponents(_picture.Components).Manages, current, target) is [var stranded, ..])
            return new UpgradeApproval.Refused(new Blocker(BlockerCodes.UpgradeRefused, stranded.Message));

        // Another registry of this name may have taken its place.
        var metadata = new JsonObject { ["uid"] = registry.Uid, ["annotations"] = new JsonObject { [QuayRegistry.TargetVersionAnnotation] = target } };
        return await PatchAsync(session, metadata) is { } problem ? new UpgradeApproval.NotWritten($"{_key}: {problem}") : new UpgradeApproval.Approved(current, target);
    }

    public async Task<string?> Claim(RolloutClaim claim)
    {
        await AskToBeShown();
        if (_picture.Registry is not { } registry || !_sessions.TryGet(_key.Cluster, out var session)) return $"cluster {_key.Cluster} is not connected";
        if (registry.Uid != claim.Uid) return "another registry of this name has taken its place";
        if (session.Facts.WriteBlocker is { } blocker) return blocker.Message;
        // Whether the fleet is stopped is not known before the catalog was read.
        if (session.Facts.Catalog is null) return $"the fleet's catalog has not been read for cluster {_key.Cluster} yet";
        if (registry.Annotations.GetValueOrDefault(QuayRegistry.ClaimAnnotation)?.Split('/') is [var holder, var attempt])
        {
            // A request of an attempt that was given up may arrive after that of the next one.
            if (holder == claim.Rollout && int.TryParse(attempt, CultureInfo.InvariantCulture, out var held) && held > claim.Attempt) return $"attempt {held} holds it";
            if (holder != claim.Rollout && await GrainFactory.GetGrain<IRolloutGrain>(holder).Holds(_key)) return $"rollout {holder} holds it";
        }

        return await PatchAsync(session, new JsonObject
        {
            ["uid"] = registry.Uid,
            // Somebody else's claim that is being written must not be overwritten unseen.
            ["resourceVersion"] = registry.ResourceVersion,
            ["annotations"] = new JsonObject
            {
                [QuayRegistry.TargetVersionAnnotation] = claim.Version,
                [QuayRegistry.ClaimAnnotation] = RolloutSteps.ClaimOf(claim.Rollout, claim.Attempt),
            },
        });
    }

    /// <summary>Null when the cluster has acknowledged it.</summary>
    private async Task<string?> PatchAsync(ClusterSession session, JsonObject metadata)
    {
        var key = new ObjectKey(ResourceKind.QuayRegistry, _key.Namespace, _key.Name);
        return (await session.Api.MergePatchAsync(key, new JsonObject { ["metadata"] = metadata }, session.Ended)).ErrorOrNull?.Message;
    }

    /// <summary>Tells the rollout that last claimed the registry what it is like now.</summary>
    private void TellRollout(RegistrySummary summary)
    {
        if (_picture.Registry?.Annotations.GetValueOrDefault(QuayRegistry.ClaimAnnotation)?.Split('/') is not [{ Length: > 0 } rollout, _]) return;
        GrainFactory.GetGrain<IRolloutGrain>(rollout).UnitChanged(summary).Ignore();
    }

    public Task<ImmutableArray<MigrationRecord>> Migrations() => Task.FromResult<ImmutableArray<MigrationRecord>>([.. _state.State.Migrations.Reverse()]);

    public Task<ImmutableArray<ConditionTransition>> Transitions() => Task.FromResult<ImmutableArray<ConditionTransition>>([.. _state.State.Transitions.Reverse()]);
}
