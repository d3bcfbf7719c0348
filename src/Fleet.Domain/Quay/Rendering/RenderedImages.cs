using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>Which image each container runs.</summary>
internal static class RenderedImages
{
    public static ReleaseImages Of(QuayRelease release, EffectiveComponents components)
    {
        var (minor, given, standard) = (release.Minor, release.Images, DefaultImages.Of(release.Minor));
        return new ReleaseImages(
            Quay: given.Quay ?? standard.Quay,
            Clair: given.Clair ?? standard.Clair,
            Postgres: given.Postgres ?? standard.Postgres,
            ClairPostgres: ClairPostgres(),
            Redis: given.Redis ?? standard.Redis,
            PostgresPrevious: given.PostgresPrevious ?? standard.PostgresPrevious,
            ClairPostgresPrevious: given.ClairPostgresPrevious ?? standard.ClairPostgresPrevious);

        string? ClairPostgres()
        {
            if (minor.AtLeast(3, 13)) return given.ClairPostgres ?? standard.ClairPostgres;
            // Both databases run one image until 3.12, and 3.4 and 3.5 look at it only for Quay's own.
            return minor.Before(3, 6) && !components.Manages(ComponentKind.Postgres) ? standard.Postgres : given.Postgres ?? standard.Postgres;
        }
    }
}
