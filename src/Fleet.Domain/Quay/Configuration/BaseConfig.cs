using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>The settings every registry starts from. What its user sets wins.</summary>
internal static class BaseConfig
{
    public static JsonObject For(ReleaseMinor minor, bool redHatBranding, bool fips = false)
    {
        var redHat = redHatBranding || minor.Before(3, 6);
        var title = redHat ? "Red Hat Quay" : "Quay";
        var settings = Yml.Map(
            ("SETUP_COMPLETE", true),
            ("FEATURE_MAILING", false),
            ("REGISTRY_TITLE", title),
            ("REGISTRY_TITLE_SHORT", title),
            ("AUTHENTICATION_TYPE", "Database"),
            ("ENTERPRISE_LOGO_URL", redHat ? "/static/img/RH_Logo_Quay_Black_UX-horizontal.svg" : "/static/img/quay-horizontal-color.svg"),
            ("DEFAULT_TAG_EXPIRATION", "2w"),
            ("ALLOW_PULLS_WITHOUT_STRICT_LOGGING", false),
            ("TAG_EXPIRATION_OPTIONS", Yml.List("2w")),
            ("TEAM_RESYNC_STALE_TIME", "60m"),
            ("FEATURE_DIRECT_LOGIN", true),
            ("FEATURE_BUILD_SUPPORT", false),
            ("TESTING", false));
        if (fips) settings["FEATURE_FIPS"] = true;
        return settings;
    }
}
