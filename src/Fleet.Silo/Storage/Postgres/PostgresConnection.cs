using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>Reads <c>--postgres</c>. What is wrong with it is told without quoting it: it holds a password.</summary>
internal static class PostgresConnection
{
    /// <summary>Worth 40 % of throughput (platform measurement), so it is on unless the connection says otherwise.</summary>
    private const int AutoPrepared = 20;

    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 10;

    public static bool TryRead(string text, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? connection, [NotNullWhen(false)] out string? problem)
    {
        (connection, problem) = (null, null);
        try
        {
            // The plain reader only tells which keywords were given.
            var given = new DbConnectionStringBuilder { ConnectionString = text }.Keys!.Cast<string>()
                .Select(key => key.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
            connection = new NpgsqlConnectionStringBuilder(text);
            if (!given.Contains("MAXAUTOPREPARE")) connection.MaxAutoPrepare = AutoPrepared;
            if (!given.Contains("TIMEOUT")) connection.Timeout = ConnectSeconds;
            if (!given.Contains("COMMANDTIMEOUT")) connection.CommandTimeout = CommandSeconds;
            if (!given.Contains("APPLICATIONNAME")) connection.ApplicationName = "quay-fleet";
            if (string.IsNullOrWhiteSpace(connection.Host)) problem = "--postgres: the connection names no server. " + Example;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // Not the exception's text, which may quote a value.
            problem = "--postgres: the connection cannot be read. " + Example;
        }
        if (problem is not null) connection = null;
        return connection is not null;
    }

    private const string Example = "Give it as 'Host=db.example;Database=fleet;Username=fleet;Password=...'.";
}
