namespace Fleet.Testing;

/// <summary>The checkout the tests were built from.</summary>
public static class Repository
{
    /// <exception cref="InvalidOperationException">The tests run outside a checkout.</exception>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Fleet.sln")))
                return directory.FullName;
        throw new InvalidOperationException("No Fleet.sln above " + AppContext.BaseDirectory);
    }
}
