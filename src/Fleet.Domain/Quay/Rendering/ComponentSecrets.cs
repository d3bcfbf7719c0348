using System.Collections.Immutable;
using Fleet.Domain.Quay.Components;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>The Secrets managed components are configured by.</summary>
internal sealed record ComponentSecrets(
    QuayRegistry Registry, EffectiveComponents Components, ConfigBundle Bundle, ManagedKeys Keys, ReleaseMinor Minor, string ClairServerHostname)
{
    public IEnumerable<GeneratedSecret> Of(ComponentKind kind) => kind switch
    {
        ComponentKind.Postgres => [PostgresCredentials(), PostgresBootstrap()],
        ComponentKind.Clair => [ClairSettings()],
        ComponentKind.ClairPostgres when Minor.AtLeast(3, 15) => [ClairDatabaseCredentials()],
        _ => [],
    };

    private GeneratedSecret PostgresCredentials()
    {
        // An external URI may have been stored while the database was the user's; one that has another shape leaves the Secret empty.
        var uri = DatabaseUri.Parse(Keys.DbUri);
        return GeneratedSecret.Of(ComponentKind.Postgres, PostgresDatabase.CredentialsSecret, uri is null ? [] :
        [
            ("database-username", uri.User),
            ("database-password", uri.Password),
            ("database-name", uri.Database),
            ("database-root-password", Keys.DbRootPassword ?? ""),
        ]);
    }

    /// <summary>The operator's own script has the same effect; it stays where it runs already, as long as the way of running it does.</summary>
    private GeneratedSecret PostgresBootstrap() => GeneratedSecret.Of(
        ComponentKind.Postgres, PostgresDatabase.BootstrapSecret, (PostgresDatabase.BootstrapFile, PostgresInit.Script(Minor))) with
    {
        Interchangeable = ReleaseMinor.TryParse(Registry.Status.CurrentVersion, null, out var running) && running == Minor,
    };

    private GeneratedSecret ClairSettings()
    {
        var secret = GeneratedSecret.Of(ComponentKind.Clair, ClairApp.ConfigSecret, ClairFiles());
        return Minor.Before(3, 5) ? secret.WithStableName() : secret;
    }

    private ImmutableArray<(string Key, string? Text)> ClairFiles()
    {
        // Without a host there is nothing to notify, and the operator leaves the Secret empty.
        if (ClairServerHostname.Length == 0) return [];
        var userConfig = Bundle.Text(ConfigBundle.ClairConfigFile);
        try
        {
            var config = new ClairConfig(
                Registry.Name, ClairServerHostname, Components.Manages(ComponentKind.HorizontalPodAutoscaler), Keys, Minor);
            return
            [
                ("config.yaml", config.Text(userConfig)),
                ("clair-ssl.crt", Minor.AtLeast(3, 7) ? Bundle.Text("clair-ssl.crt") : null),
                ("clair-ssl.key", Minor.AtLeast(3, 7) ? Bundle.Text("clair-ssl.key") : null),
                ("clair-db-host", Minor.AtLeast(3, 9) ? $"{Registry.Name}-clair-postgres" : null),
                ("01_user_config.yaml", Minor.AtLeast(3, 11) ? userConfig ?? "" : null),
                ("clair-db-old-host", Minor.AtLeast(3, 13) ? $"{Registry.Name}-clair-postgres-old" : null),
            ];
        }
        catch (YamlFormatException)
        {
            // The operator goes on as well; the bundle's validation is where the fault is reported.
            return [];
        }
    }

    private GeneratedSecret ClairDatabaseCredentials() => GeneratedSecret.Of(
        ComponentKind.ClairPostgres, ClairDatabase.CredentialsSecret,
        ("database-username", Keys.ClairDbUser ?? ""),
        ("database-password", Keys.ClairDbPassword ?? ""),
        ("database-name", Keys.ClairDbName ?? ""),
        ("database-root-password", Keys.ClairDbRootPassword ?? ""));
}
