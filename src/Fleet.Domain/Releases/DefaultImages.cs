namespace Fleet.Domain.Releases;

/// <summary>The images a minor is built with when its release names none.</summary>
public static class DefaultImages
{
    /// <summary>PostgreSQL 10 by name alone: a container that runs nothing but <c>psql</c> has never been pinned.</summary>
    public const string Postgres10 = "centos/postgresql-10-centos7";

    private const string QuayImage = "quay.io/projectquay/quay";
    private const string ClairImage = "quay.io/projectquay/clair";
    private const string Postgres13 = "quay.io/sclorg/postgresql-13-c9s";

    /// <summary>Complete: no member but the two previous servers' is null.</summary>
    public static ReleaseImages Of(ReleaseMinor minor) => new(
        Quay: Quay(minor),
        Clair: Clair(minor),
        Postgres: Postgres(minor),
        ClairPostgres: minor.AtLeast(3, 13) ? "quay.io/sclorg/postgresql-15-c9s:latest" : Postgres(minor),
        Redis: Redis(minor),
        PostgresPrevious: minor.AtLeast(3, 9) ? Postgres10 + ":latest" : null,
        ClairPostgresPrevious: minor.AtLeast(3, 13) ? Postgres13 + ":latest" : null);

    private static string Quay(ReleaseMinor minor) =>
        minor.Before(3, 6) ? QuayImage + "@sha256:46334210eeb21aa6205215d1c4dbc40ea3381887c21a05d0bc47203c8f938987"
        : minor.Before(3, 9) ? QuayImage + "@sha256:5660d7174218e1cb21bf6ef406602dbe8c01c878c630a9f310fe3e5560d4c2cd"
        : QuayImage + ":latest";

    private static string Clair(ReleaseMinor minor) =>
        minor.Before(3, 6) ? ClairImage + "@sha256:5fec3cf459159eabe2e4e1089687e25f638183a7e9bed1ecea8724e0597f8a14"
        : minor.Before(3, 9) ? ClairImage + "@sha256:77ffab0e44458d5725f2e9e5f2f57bda74b3bd073030611ca7cf5d753130c858"
        : minor.Before(3, 16) ? ClairImage + ":nightly"
        : minor.Before(3, 17) ? ClairImage + ":4.9.0"
        : ClairImage + ":4.8.0";

    private static string Postgres(ReleaseMinor minor) =>
        minor.Before(3, 9) ? Postgres10 + "@sha256:de1560cb35e5ec643e7b3a772ebaac8e3a7a2a8e8271d9e91ff023539b4dfb33"
        : Postgres13 + ":latest";

    private static string Redis(ReleaseMinor minor) =>
        minor.Before(3, 9) ? "centos/redis-32-centos7@sha256:06dbb609484330ec6be6090109f1fa16e936afcf975d1cbc5fff3e6c7cae7542"
        : minor.Before(3, 17) ? "docker.io/library/redis:7.0"
        : "quay.io/sclorg/redis-7-c9s:latest";
}
