using System.IO.Enumeration;

namespace Fleet.Simulator.World;

/// <summary>Patterns of names, in which <c>*</c> stands for any run of characters.</summary>
internal static class Glob
{
    public static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
