using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>Decides what a pass over a registry does. The order of the questions is the order in which the Quay Operator reports problems.</summary>
public static class PassPlanner
{
    public static PassDecision Decide(PassSituation situation, Entropy entropy)
    {
        var registry = situation.Registry;
        if (registry.DeletionTimestamp is not null) return new PassDecision.CleanUp();
        if (AwaitedMigration(situation) is { } migrating) return new PassDecision.End(migrating);
        if (registry.ConfigBundleSecret is null) return BundleCreation.For(registry, situation.Release.Minor, situation.Operator.RedHatBranding);
        if (situation is { KeepSpec: true, Bundle: null } && registry.ConfigBundleSecret == BundleCreation.NameFor(registry.Name, registry.Uid))
            return BundleCreation.For(registry, situation.Release.Minor, situation.Operator.RedHatBranding) with { RegistryPatch = null };
        var minor = situation.Release.Minor;
        if (situation.Bundle is not { } bundle) return Blocked([Refusal.NoBundle(registry.ConfigBundleSecret, minor)]);

        // Against no components, only the bundle itself can be at fault.
        if (BundleValidation.Check(bundle, new EffectiveComponents([]), minor) is { IsEmpty: false } unreadable) return Blocked(unreadable);
        if (situation.Features.Routes && situation.Router is null && AsksRouter(registry, bundle, minor)) return Waiting(BlockerCodes.AppsDomain, "The cluster's router has not admitted a Route yet, so its domain is unknown.");

        switch (Autofill.Complete(registry.Components, minor, situation.Features, TlsPair.In(bundle, minor) is not null))
        {
            case AutofillOutcome.Refused refused:
                return Blocked(refused.Refusals);
            case AutofillOutcome.Completed { Components: var components }:
                var conflicts = BundleValidation.Check(bundle, components, minor);
                var stranded = DatabaseMajors.Faults(components.Manages, registry.Status.CurrentVersion, situation.Release.Version);
                if (stranded.AddRange(OverrideValidation.Check(components, minor)) is { IsEmpty: false } invalid) return Blocked(invalid.AddRange(conflicts));
                if (!situation.KeepSpec && SpecCompletion.Patch(registry, components) is { } patch) return new PassDecision.CompleteSpec(patch, components);
                if (!conflicts.IsEmpty) return Blocked(conflicts);
                return RenderSteps(situation, components, bundle, entropy);
            default:
                throw new InvalidOperationException("Autofill either completes or refuses.");
        }
    }

    private static PassDecision RenderSteps(PassSituation situation, EffectiveComponents components, ConfigBundle bundle, Entropy entropy)
    {
        var facts = new RenderFacts(
            situation.Release,
            new ClusterFacts(
                situation.Features,
                situation.Router?.AppsDomain ?? "",
                // Who cannot reach the router keeps what pods have of it: it is no reason to roll them.
                situation.Router?.Certificate ?? situation.Stored.RouterCertificate ?? "",
                situation.ServiceCaHash,
                situation.TrustedCaHash),
            situation.Storage,
            situation.Stored.Keys,
            situation.Operator,
            DatabaseUpgrades.None,
            SignedPair: situation.Stored.SignedPair,
            Live: situation.Stored.Live,
            ReturnedDatabaseUri: DatabaseReturn.UriFor(situation.Registry, components, situation.Stored, situation.Release.Minor));
        var outcome = Renderer.Render(situation.Registry, components, bundle, facts, entropy);
        if (outcome is RenderOutcome.Rendered { Overlay: Overlay.Upgrade } due && PassMigration.Of(situation, due, entropy.Now).Action is MigrationJob.Action.Done)
            outcome = Renderer.Render(situation.Registry, components, bundle, facts with { Migrated = true }, entropy);
        return outcome switch
        {
            RenderOutcome.Refused { Refusal: var refusal } => Blocked([refusal]),
            RenderOutcome.Rendered rendered => Apply(situation, components, rendered, PassMigration.Of(situation, rendered, entropy.Now)),
            _ => throw new InvalidOperationException("Rendering either succeeds or refuses."),
        };
    }

    private static PassDecision.Apply Apply(PassSituation situation, EffectiveComponents components, RenderOutcome.Rendered rendered, PassMigration migration)
    {
        var holds = PassHolds.Of(situation, components, migration.IsDue);
        // While something else is waited for, a Job of before can stay.
        var action = holds.IsEmpty ? migration.Action : null;
        var waiting = action is MigrationJob.Action.Await wait ? new Blocker(migration.BlockerCode, wait.Why, wait.Until) : null;
        return new PassDecision.Apply(
            PassSteps.Of(AutoscaledReplicas.Leave(migration.Prepare(rendered, situation.Registry.Name), components, situation.Autoscalers), situation.Registry.Name, holds),
            new PassConclusion.Applied(
                components.Components,
                situation.Release.Version,
                holds.Any(hold => hold.Kind == HoldKind.Storage) ? null : rendered.RegistryEndpoint,
                rendered.ConfigEditorEndpoint,
                rendered.ConfigEditorCredentialsSecret,
                [.. holds.Select(hold => hold.Blocker), .. waiting is null ? [] : (Blocker[])[waiting]],
                migration.IsDue && action is MigrationJob.Action.Create or MigrationJob.Action.Follow,
                migration.IsDone,
                (action as MigrationJob.Action.Replace)?.Old.Uid,
                (action as MigrationJob.Action.Await)?.Until,
                situation.KeepSpec),
            (action as MigrationJob.Action.Replace)?.Old);
    }

    /// <summary>Who brings a host, and Routes or whatever leads to it, does without the router's domain.</summary>
    private static bool AsksRouter(QuayRegistry registry, ConfigBundle bundle, ReleaseMinor minor) =>
        !registry.Components.Any(component => component is { Kind: "route", Managed: false })
        || UserConfig.Read(bundle, minor) is not UserConfigReading.Read(var config)
        || UserConfig.Text(config, "SERVER_HOSTNAME") is null;

    private static PassConclusion.Migrating? AwaitedMigration(PassSituation situation)
    {
        var created = situation.Registry.Status.Conditions.Find(ConditionTypes.ComponentsCreated);
        return created?.Reason == ConditionReasons.MigrationsInProgress && MigrationState.Decide(situation.Upgrade) is MigrationState.Running
            ? new PassConclusion.Migrating(new Blocker(
                BlockerCodes.MigrationRunning, "The schema migration runs; everything else waits for it, as with the Quay Operator."))
            : null;
    }

    private static PassDecision.End Blocked(ImmutableArray<Refusal> refusals) =>
        new(new PassConclusion.Blocked(refusals[0].Reason, refusals[0].Message) { Others = refusals[1..] });

    private static PassDecision.End Waiting(string code, string message) => new(new PassConclusion.Waiting(new Blocker(code, message)));
}
