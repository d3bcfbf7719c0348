namespace Fleet.Domain.Sharing;

/// <summary>
/// Shares the texts that every object of every registry repeats: kinds, namespaces, names, owners, the words of conditions. Of a fleet's memory they were
/// more than a tenth.
/// </summary>
public static class SharedText
{
    private const int Places = 32_768;

    /// <summary>Longer texts are seldom the same.</summary>
    private const int Longest = 128;

    private static readonly SharedValues<string> Texts = new(Places);

    public static string Of(string text) => text.Length > Longest ? text : Texts.Share(text);
}
