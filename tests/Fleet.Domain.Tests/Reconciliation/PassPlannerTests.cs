using System.Collections.Immutable;
using System.Security.Cryptography;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class PassPlannerTests
{
    private static readonly ClusterFeatures OpenShift = new("v1.20.2", true, true, true, false, true);
    private static readonly ClusterFeatures Plain = new("v1.20.2", false, false, false, false, true);

    [Fact]
    public void A_registry_without_a_bundle_gets_one_whose_name_follows_from_its_uid()
    {
        var first = Assert.IsType<PassDecision.CreateBundle>(Decide(Situation() with { Registry = Registry() with { ConfigBundleSecret = null } }));
        var again = Assert.IsType<PassDecision.CreateBundle>(Decide(Situation() with { Registry = Registry() with { ConfigBundleSecret = null } }));

        var name = (string)first.Secret["metadata"]!["name"]!;
        Assert.Matches("^r-config-bundle-[a-z0-9]{5}$", name);
        Assert.Equal(name, (string)again.Secret["metadata"]!["name"]!);
        Assert.Equal(name, (string)first.RegistryPatch!["spec"]!["configBundleSecret"]!);
    }

    [Theory]
    [InlineData("3.7.11", "unable to get `configBundleSecret`: secrets \"bundle\" not found")]
    [InlineData("3.6.1", "unable to retrieve referenced `configBundleSecret`: bundle, error: secrets \"bundle\" not found")]
    public void A_missing_bundle_blocks_in_the_words_of_the_release(string version, string message)
    {
        var blocked = Blocked(Situation() with { Bundle = null, Release = Release(version) });
        Assert.Equal(("ConfigInvalid", message), (blocked.Reason, blocked.Message));
    }

    [Theory]
    [InlineData("3.5.8", "all Kubernetes objects not created/updated successfully: Route ns/r-quay: forbidden")]
    [InlineData("3.7.11", "error creating object: Route ns/r-quay: forbidden")]
    [InlineData("3.16.0", "error creating/updating object Route ns/r-quay: forbidden")]
    public void An_object_that_is_not_taken_is_told_in_the_words_of_the_release(string version, string message) =>
        Assert.Equal(message, Refusal.NotApplied("Route ns/r-quay: forbidden", version).Message);

    [Fact]
    public void The_routers_domain_is_waited_for_where_there_are_routes()
    {
        var end = Assert.IsType<PassDecision.End>(Decide(Situation() with { Router = null }));
        Assert.Equal("apps-domain", Assert.IsType<PassConclusion.Waiting>(end.Conclusion).Blocker.Code);
        Assert.IsType<PassDecision.CompleteSpec>(Decide(Situation() with { Router = null, Features = Plain }));
    }

    [Theory]
    [InlineData("SERVER_HOSTNAME: quay.example.com", false, false)]
    [InlineData("SERVER_HOSTNAME: quay.example.com", true, true)]
    [InlineData("EXTERNAL_TLS_TERMINATION: true", false, true)]
    public void Who_brings_a_host_and_a_way_to_it_does_without_the_routers_domain(string config, bool routeManaged, bool waits)
    {
        var situation = Situation() with
        {
            Router = null,
            Bundle = ConfigBundle.Of("bundle", [KeyValuePair.Create("config.yaml", config)]),
            Registry = Registry() with { Components = [new ComponentSpec("route", routeManaged)] },
        };

        Assert.Equal(waits, Decide(situation) is PassDecision.End { Conclusion: PassConclusion.Waiting });
    }

    /// <summary>Whoever deployed the registry could; dropping what its pods have would roll them.</summary>
    [Fact]
    public void A_router_that_cannot_be_reached_leaves_pods_the_certificate_that_they_have()
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });
        var reached = Assert.IsType<PassDecision.Apply>(Decide(situation with { Router = new RouterKnowledge("apps.example.test", "PEM") }));
        var stored = StoredSecrets.Among("r", situation.Registry.Uid, reached.Steps.SelectMany(step => step.Objects).Where(o => o.Key.Kind == ResourceKind.Secret).Select(o => o.Body));

        Assert.Equal(Tls(reached), Tls(Assert.IsType<PassDecision.Apply>(Decide(situation with { Stored = stored }))));
        Assert.NotEqual(Tls(reached), Tls(Assert.IsType<PassDecision.Apply>(Decide(situation with { Stored = stored, Router = new RouterKnowledge("apps.example.test", "ANOTHER") }))));

        static string Tls(PassDecision.Apply apply) =>
            apply.Steps.SelectMany(step => step.Objects).Single(o => o.Key.Name.StartsWith("r-quay-config-tls-", StringComparison.Ordinal)).Key.Name;
    }

    [Fact]
    public void Missing_components_are_written_back_before_anything_is_applied()
    {
        var complete = Assert.IsType<PassDecision.CompleteSpec>(Decide(Situation()));

        Assert.Equal(11, complete.RegistryPatch["spec"]!["components"]!.AsArray().Count);
        Assert.Equal("7", (string)complete.RegistryPatch["metadata"]!["resourceVersion"]!);
    }

    [Fact]
    public void Without_routes_buckets_and_prometheus_the_first_required_component_blocks()
    {
        var situation = Situation() with { Features = Plain };
        situation = situation with { Registry = Completed(situation) };

        var blocked = Blocked(situation);

        Assert.Equal("ConfigInvalid", blocked.Reason);
        Assert.Equal("required component `objectstorage` marked as unmanaged, but `configBundleSecret` is missing necessary fields", blocked.Message);
    }

    [Fact]
    public void Everything_wrong_with_overrides_and_bundle_is_found_by_one_pass()
    {
        var registry = Registry() with
        {
            Components =
            [
                new ComponentSpec("storage", true),
                new ComponentSpec("route", true, new ComponentOverrides(VolumeSize: "80Gi", Replicas: 2)),
                new ComponentSpec("mirror", false, new ComponentOverrides(Replicas: 1)),
                new ComponentSpec("postgres", false),
            ],
        };

        var blocked = Blocked(Situation() with { Registry = registry });

        Assert.Equal(
            [
                "invalid overrides: cannot override replicas with managed HPA",
                "invalid overrides: component route does not support volumeSize overrides",
                "invalid overrides: component route does not support replicas overrides",
                "invalid overrides: cannot set overrides on unmanaged mirror",
                "unable to verify component config: unknown component: storage",
                "required component `postgres` marked as unmanaged, but `configBundleSecret` is missing necessary fields",
            ],
            blocked.Others.Select(other => other.Message).Prepend(blocked.Message));
    }

    /// <summary>Its new server would find an empty volume.</summary>
    [Fact]
    public void A_managed_database_is_not_taken_to_another_major_version_of_its_server()
    {
        var situation = Ready(Situation() with { Release = new QuayRelease("3.9.4", new ReleaseMinor(3, 9), DefaultImages.Of(new ReleaseMinor(3, 9))) });
        situation = situation with { Registry = Completed(situation) };
        Assert.IsType<PassDecision.Apply>(Decide(situation));

        situation = situation with { Registry = situation.Registry with { Status = QuayRegistryStatus.Empty with { CurrentVersion = "3.8.15" } } };

        var blocked = Blocked(situation);
        Assert.Equal("UpgradeUnsupported", blocked.Reason);
        Assert.StartsWith("cannot upgrade 3.8.15 => 3.9.4: postgres", blocked.Message, StringComparison.Ordinal);
        Assert.StartsWith("cannot upgrade 3.8.15 => 3.9.4: clairpostgres", Assert.Single(blocked.Others).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Until_the_bucket_is_bound_quay_its_configuration_and_the_migration_are_held_back()
    {
        var situation = Situation() with { Registry = Completed(Situation()) };

        var apply = Assert.IsType<PassDecision.Apply>(Decide(situation));

        var names = apply.Steps.SelectMany(step => step.Objects).Select(o => o.Key.Name).ToList();
        Assert.Contains("r-quay-database", names);
        Assert.DoesNotContain("r-quay-app-upgrade", apply.Steps.SelectMany(s => s.Objects).Where(o => o.Key.Kind == ResourceKind.Job).Select(o => o.Key.Name));
        Assert.DoesNotContain(names, name => name.StartsWith("r-quay-config-secret", StringComparison.Ordinal));
        Assert.Equal(["storage-pending", "database-pending", "database-pending"], apply.Conclusion.Holds.Select(hold => hold.Code));
        Assert.False(apply.Conclusion.MigrationReleased);
        Assert.Null(apply.Conclusion.RegistryEndpoint);
    }

    [Fact]
    public void With_bucket_and_databases_there_the_migration_is_released_last()
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });

        var apply = Assert.IsType<PassDecision.Apply>(Decide(situation));

        Assert.Empty(apply.Conclusion.Holds);
        Assert.True(apply.Conclusion.MigrationReleased);
        Assert.Equal("r-quay-registry-managed-secret-keys", Assert.Single(apply.Steps[1].Objects).Key.Name);
        Assert.Contains(apply.Steps[^1].Objects, o => o.Key.Kind == ResourceKind.Job);
        Assert.Equal("https://r-quay-ns.apps.example.test", apply.Conclusion.RegistryEndpoint);
    }

    [Fact]
    public void Without_a_route_to_the_editor_the_status_says_nothing_of_it()
    {
        var apply = Assert.IsType<PassDecision.Apply>(Decide(Ready(Situation() with { Registry = Completed(Situation()) })));

        Assert.Null(StatusRules.After(QuayRegistryStatus.Empty, apply.Conclusion with { ConfigEditorEndpoint = "" }, DateTimeOffset.UnixEpoch).ConfigEditorEndpoint);
    }

    [Fact]
    public void While_the_migration_runs_nothing_else_is_reconciled()
    {
        var migrating = QuayRegistryStatus.Empty with
        {
            Conditions = [new Condition(ConditionTypes.ComponentsCreated, Condition.False, ConditionReasons.MigrationsInProgress, "running database migrations")],
        };
        var job = new ObservedObject(new ObjectKey(ResourceKind.Job, "ns", "r-quay-app-upgrade"), "j", "1", 1, null, false, [], "r", null, new JobFacts(1, 0, 0, null));

        var end = Assert.IsType<PassDecision.End>(Decide(Situation() with { Registry = Registry() with { Status = migrating }, Upgrade = job }));

        Assert.IsType<PassConclusion.Migrating>(end.Conclusion);
    }

    [Fact]
    public void A_migration_is_marked_with_what_it_is_for_and_done_once()
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });
        var first = Assert.IsType<PassDecision.Apply>(Decide(situation));
        var job = Assert.Single(first.Steps.SelectMany(step => step.Objects), o => MigrationJob.Is(o, "r"));
        Assert.True(MigrationKey.TryParse((string?)job.Body["metadata"]!["annotations"]![MigrationJob.KeyAnnotation], out var key));
        Assert.Equal("3.7.11", key.Version);

        // The process was killed after the Job had succeeded, before the status was written.
        situation = situation with { Stored = new StoredSecrets(KeysOf(first)), Upgrade = Job(key, new JobFacts(0, 1, 0, null, key)) };
        var later = Assert.IsType<PassDecision.Apply>(Decide(situation));

        Assert.DoesNotContain(later.Steps.SelectMany(step => step.Objects), o => MigrationJob.Is(o, "r"));
        Assert.True(later.Conclusion.Migrated);
        Assert.False(later.Conclusion.MigrationReleased);
        Assert.NotEqual(0, (int?)Quay(later).Body["spec"]!["replicas"]);
        Assert.Equal("3.7.11", StatusRules.After(QuayRegistryStatus.Empty, later.Conclusion, DateTimeOffset.UnixEpoch).CurrentVersion);
    }

    [Fact]
    public void The_migration_of_the_version_before_is_never_taken_for_this_ones()
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });
        var first = Assert.IsType<PassDecision.Apply>(Decide(situation));
        var before = new MigrationKey("3.7.10", KeyOf(first).Database);
        situation = situation with
        {
            Stored = new StoredSecrets(KeysOf(first)),
            Registry = situation.Registry with { Status = situation.Registry.Status with { CurrentVersion = "3.7.10" } },
            Upgrade = Job(before, new JobFacts(0, 1, 0, null, before)),
        };

        var replacing = Assert.IsType<PassDecision.Apply>(Decide(situation));

        Assert.Equal("j", replacing.Obsolete?.Uid);
        Assert.Equal("j", replacing.Conclusion.ReplacedJob);
        Assert.False(replacing.Conclusion.MigrationReleased);
        Assert.DoesNotContain(replacing.Steps.SelectMany(step => step.Objects), o => MigrationJob.Is(o, "r"));
        Assert.Equal(0, (int?)Quay(replacing).Body["spec"]!["replicas"]);
        // It ended at its own version while another one was wanted.
        var ended = StatusRules.Migrate(Migrating(), situation.Upgrade, null, DateTimeOffset.UnixEpoch);
        Assert.Equal("3.7.10", ended.CurrentVersion);
    }

    [Fact]
    public void Another_database_is_migrated_at_the_same_version_and_stored_only_when_that_is_done()
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });
        var first = Assert.IsType<PassDecision.Apply>(Decide(situation));
        var old = KeyOf(first);
        situation = situation with
        {
            Stored = new StoredSecrets(KeysOf(first)),
            Registry = situation.Registry with
            {
                Components = [.. situation.Registry.Components.Select(c => c.Kind == "postgres" ? c with { Managed = false } : c)],
                Status = situation.Registry.Status with { CurrentVersion = "3.7.11" },
            },
            Upgrade = Job(old, new JobFacts(0, 1, 0, null, old)),
            Bundle = ConfigBundle.Of("bundle", [KeyValuePair.Create("config.yaml", "DB_URI: postgresql://me:mine@elsewhere/quay\n")]),
        };
        var replacing = Assert.IsType<PassDecision.Apply>(Decide(situation));
        Assert.NotNull(replacing.Obsolete);
        Assert.Equal(situation.Stored.Keys.DbUri, KeysOf(replacing).DbUri);

        var migrating = Assert.IsType<PassDecision.Apply>(Decide(situation with { Upgrade = null }));
        Assert.True(migrating.Conclusion.MigrationReleased);
        Assert.Equal(0, (int?)Quay(migrating).Body["spec"]!["replicas"]);
        Assert.Equal(situation.Stored.Keys.DbUri, KeysOf(migrating).DbUri);

        var key = KeyOf(migrating);
        Assert.NotEqual(old, key);
        var done = Assert.IsType<PassDecision.Apply>(Decide(situation with { Upgrade = Job(key, new JobFacts(0, 1, 0, null, key)) }));
        Assert.NotEqual(0, (int?)Quay(done).Body["spec"]!["replicas"]);
        Assert.Equal("postgresql://me:mine@elsewhere/quay", KeysOf(done).DbUri);
    }

    /// <summary>The Quay Operator stays with the user's, beside a managed one that nobody uses.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData("r-quay-database", true)]
    [InlineData("me", false)]
    [InlineData("", false)]
    public void Managed_again_a_database_is_the_managed_one_unless_what_runs_is_the_operators_with_the_users(string? account, bool returns)
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });
        var external = new ManagedKeys("database-secret-key", "secret-key", "postgresql://me:mine@elsewhere/quay", "root", "editor", "psk");
        situation = situation with
        {
            Stored = new StoredSecrets(external, DatabaseAccount: account),
            Registry = situation.Registry with { Status = situation.Registry.Status with { CurrentVersion = "3.7.11" } },
        };

        var migrating = Assert.IsType<PassDecision.Apply>(Decide(situation));
        Assert.Equal(returns, migrating.Conclusion.MigrationReleased);
        if (!returns) return;
        Assert.Equal(external.DbUri, KeysOf(migrating).DbUri);
        // Nothing is stored of it yet, and another look comes to the same.
        var key = KeyOf(migrating);
        Assert.Equal(key, KeyOf(Assert.IsType<PassDecision.Apply>(Decide(situation))));

        var done = Assert.IsType<PassDecision.Apply>(Decide(situation with { Upgrade = Job(key, new JobFacts(0, 1, 0, null, key)) }));
        Assert.Matches("^postgresql://r-quay-database:[0-9A-Za-z-]{80}@r-quay-database:5432/r-quay-database$", KeysOf(done).DbUri);
        Assert.False(Assert.IsType<PassDecision.Apply>(Decide(situation with { Stored = new StoredSecrets(KeysOf(done), DatabaseAccount: "r-quay-database") })).Conclusion.MigrationReleased);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("3.6.1", null)]
    public void The_number_of_replicas_is_left_to_the_autoscaler_except_for_a_migration(string? current, int? replicas)
    {
        var situation = Situation() with { Release = Release("3.6.1") };
        situation = Ready(situation with { Registry = Completed(situation) });
        situation = situation with { Registry = situation.Registry with { Status = situation.Registry.Status with { CurrentVersion = current } } };

        Assert.Equal(replicas, (int?)Quay(Assert.IsType<PassDecision.Apply>(Decide(situation))).Body["spec"]!["replicas"]);
    }

    /// <summary>Unmanaging deletes nothing: the autoscaler scales on, and two would never agree on a number that nobody asked for.</summary>
    [Theory]
    [InlineData(false, null, 2)]
    [InlineData(true, null, null)]
    [InlineData(true, 5, 5)]
    public void An_autoscaler_that_was_left_keeps_the_number_of_replicas_unless_the_user_asks_for_one(bool left, int? asked, int? replicas)
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });
        situation = situation with
        {
            Autoscalers = left ? ["r-quay-app"] : [],
            Registry = situation.Registry with
            {
                Components =
                [
                    .. situation.Registry.Components.Select(component => component.Kind switch
                    {
                        "horizontalpodautoscaler" => component with { Managed = false },
                        "quay" when asked is not null => component with { Overrides = new ComponentOverrides(Replicas: asked) },
                        _ => component,
                    }),
                ],
                Status = situation.Registry.Status with { CurrentVersion = "3.7.11" },
            },
        };
        var migrating = Assert.IsType<PassDecision.Apply>(Decide(situation));
        // Stored, there is no migration to hold Quay back for.
        situation = situation with { Stored = new StoredSecrets(KeysOf(migrating)) };

        Assert.Equal(replicas, (int?)Quay(Assert.IsType<PassDecision.Apply>(Decide(situation))).Body["spec"]!["replicas"]);
    }

    [Fact]
    public void A_failed_migration_is_named_and_waits_for_its_next_attempt()
    {
        var situation = Ready(Situation() with { Registry = Completed(Situation()) });
        var first = Assert.IsType<PassDecision.Apply>(Decide(situation));
        var job = Assert.Single(first.Steps.SelectMany(step => step.Objects), o => MigrationJob.Is(o, "r"));
        var failed = new JobFacts(0, 0, 7, "backoff", KeyOf(first), (string?)job.Body["metadata"]!["annotations"]![MigrationJob.InputsAnnotation], EndedAt: DateTimeOffset.UnixEpoch);
        situation = situation with { Stored = new StoredSecrets(KeysOf(first)), Upgrade = Job(KeyOf(first), failed) };

        var waiting = Assert.IsType<PassDecision.Apply>(Decide(situation));

        Assert.Null(waiting.Obsolete);
        Assert.Equal(BlockerCodes.MigrationFailed, Assert.Single(waiting.Conclusion.Holds).Code);
        Assert.Equal(DateTimeOffset.UnixEpoch + MigrationJob.RetryPause, waiting.Conclusion.Again);
    }

    [Fact]
    public void A_registry_that_is_being_deleted_is_cleaned_up_and_nothing_else() =>
        Assert.IsType<PassDecision.CleanUp>(Decide(Situation() with { Registry = Registry() with { DeletionTimestamp = DateTimeOffset.UnixEpoch } }));

    private static ObservedObject Job(MigrationKey key, JobFacts facts) =>
        new(new ObjectKey(ResourceKind.Job, "ns", "r-quay-app-upgrade"), "j", "1", 1, null, false, [], "r", null, facts with { Migration = key });

    private static MigrationKey KeyOf(PassDecision.Apply apply) =>
        MigrationKey.TryParse((string?)apply.Steps.SelectMany(step => step.Objects).Single(o => MigrationJob.Is(o, "r")).Body["metadata"]!["annotations"]![MigrationJob.KeyAnnotation], out var key)
            ? key
            : throw new InvalidDataException();

    private static ManagedKeys KeysOf(PassDecision.Apply apply) =>
        PassReadings.StoredKeys(apply.Steps, "r") ?? throw new InvalidDataException("no step writes the keys");

    private static RenderedObject Quay(PassDecision.Apply apply) =>
        apply.Steps.SelectMany(step => step.Objects).Single(o => o.Key.Kind == ResourceKind.Deployment && o.Key.Name == "r-quay-app");

    private static QuayRegistryStatus Migrating() => QuayRegistryStatus.Empty with
    {
        Conditions = [new Condition(ConditionTypes.ComponentsCreated, Condition.False, ConditionReasons.MigrationsInProgress, "running database migrations")],
    };

    private static QuayRegistry Completed(PassSituation situation) =>
        Registry() with
        {
            Components = ((AutofillOutcome.Completed)Autofill.Complete([], situation.Release.Minor, situation.Features, tlsPairInBundle: false)).Components.Components,
        };

    internal static PassSituation Ready(PassSituation situation) => situation with
    {
        Storage = new ObjectStorageFacts(true, "s3.example.test", "bucket", "access", "secret"),
        PostgresAvailable = true,
        ClairPostgresAvailable = true,
    };

    [Fact]
    public void Where_the_spec_is_not_to_be_written_the_bundle_is_made_and_nothing_is_completed_but_in_the_status()
    {
        var named = BundleCreation.Named(Registry() with { ConfigBundleSecret = null });
        Assert.Equal(BundleCreation.NameFor("r", named.Uid), named.ConfigBundleSecret);
        var situation = Situation() with { Registry = named, KeepSpec = true, Bundle = null };

        var create = Assert.IsType<PassDecision.CreateBundle>(Decide(situation));
        Assert.Null(create.RegistryPatch);
        Assert.Equal(named.ConfigBundleSecret, (string?)create.Secret["metadata"]!["name"]);

        var applied = Assert.IsType<PassDecision.Apply>(Decide(situation with { Bundle = Situation().Bundle })).Conclusion;
        var status = StatusRules.After(QuayRegistryStatus.Empty, applied, DateTimeOffset.UnixEpoch);
        Assert.StartsWith("""[{"kind":"quay","managed":true},{"kind":"postgres","managed":true}""", status.Components, StringComparison.Ordinal);
        Assert.Null(StatusRules.After(status, applied with { KeepSpec = false }, DateTimeOffset.UnixEpoch).Components);
        // A bundle of the user's that is not there is not made for him.
        Assert.IsType<PassDecision.End>(Decide(situation with { Registry = Registry() }));
    }

    private static PassConclusion.Blocked Blocked(PassSituation situation) =>
        Assert.IsType<PassConclusion.Blocked>(Assert.IsType<PassDecision.End>(Decide(situation)).Conclusion);

    private static PassDecision Decide(PassSituation situation) =>
        PassPlanner.Decide(situation, new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), DateTimeOffset.UnixEpoch));

    private static QuayRelease Release(string version) => Assert.IsType<VersionChoice.Run>(VersionRules.Choose(
        ReleaseCatalog.BuiltIn, new VersionWish(version, ChannelSubscription.None), null, null)).Release;

    internal static PassSituation Situation() => new(
        Registry(),
        Release("3.7.11"),
        OpenShift,
        new RouterKnowledge("apps.example.test", null),
        ConfigBundle.Of("bundle", [KeyValuePair.Create("config.yaml", "{}")]),
        StoredSecrets.None,
        ObjectStorageFacts.NotInitialized,
        "", "", false, false, null,
        new OperatorSettings(),
        Autoscalers: []);

    internal static QuayRegistry Registry() => new(
        "ns", "r", "00000000-0000-0000-0000-000000000001", "7", 1,
        ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty, [], null, "bundle", [], QuayRegistryStatus.Empty);
}
