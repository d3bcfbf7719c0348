namespace Fleet.Silo.Hosting;

/// <summary>What a server process does.</summary>
public enum ServerRole
{
    /// <summary>Silo and gateway in one.</summary>
    All,

    /// <summary>Hosts grains; of HTTP it serves only health and metrics.</summary>
    Silo,

    /// <summary>Serves the API; hosts nothing.</summary>
    Gateway,
}
