using MudBlazor;

namespace Fleet.Gateway.Dashboard.Layout;

/// <summary>Colours whose contrast holds on their ground, and the browser's own fonts: nothing is fetched from anywhere else.</summary>
internal static class FleetTheme
{
    private static readonly string[] Fonts = ["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5394",
            Secondary = "#5b3d8c",
            AppbarBackground = "#1b2a3a",
            Success = "#1e6b34",
            Warning = "#8a4b00",
            Error = "#b3161b",
            Info = "#0b5394",
            TextSecondary = "#4a4a4a",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab8f0",
            PrimaryContrastText = "#10171f",
            ErrorContrastText = "#10171f",
            Secondary = "#c3a6f0",
            AppbarBackground = "#10171f",
            Success = "#7ccf93",
            Warning = "#f0b060",
            Error = "#ff9a94",
            Info = "#8ab8f0",
            TextSecondary = "#c4c4cc",
        },
        Typography = new Typography { Default = new DefaultTypography { FontFamily = Fonts } },
    };
}
