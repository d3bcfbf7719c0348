using Fleet.Domain.Reconciliation;
using Fleet.Grains.Rollouts.Gates.Smoke;

namespace Fleet.Grains.Registries;

/// <summary>What gates of rollouts, and people, ask of a registry, where its cluster's connection is: Secrets are read, used, and kept nowhere.</summary>
internal sealed partial class RegistryGrain
{
    private bool _comparing;

    public async Task<string?> Preflight(string version, TimeSpan certificate) =>
        _picture.Registry is null || !_sessions.TryGet(_key.Cluster, out var session)
            ? $"cluster {_key.Cluster} is not connected"
            : await new RegistryTrial(session, _key, _picture, _settings, _time).RunAsync(version, certificate);

    public async Task<RegistryDiffAnswer> Diff(string? version)
    {
        if (_picture.Registry is null || !_sessions.TryGet(_key.Cluster, out var session)) return new RegistryDiffAnswer(null, $"cluster {_key.Cluster} is not connected");
        // A hundred requests to its cluster: not more of them because more people ask.
        if (_comparing) return new RegistryDiffAnswer(null, "another comparison of it is under way; ask again in a moment");
        _comparing = true;
        try
        {
            var (diff, problem) = await new RegistryTrial(session, _key, _picture, _settings, _time).CompareAsync(version);
            return new RegistryDiffAnswer(diff, problem);
        }
        finally
        {
            _comparing = false;
        }
    }

    public async Task<string?> Smoke(string secret)
    {
        if (_picture.Registry is null || !_sessions.TryGet(_key.Cluster, out var session)) return $"cluster {_key.Cluster} is not connected";
        if (_picture.Status.RegistryEndpoint is not { Length: > 0 } endpoint) return "it has no endpoint yet";
        var key = secret.Split('/') is [var space, var name] ? new ObjectKey(ResourceKind.Secret, space, name) : throw new ArgumentException($"'{secret}' names no Secret", nameof(secret));
        if (!(await session.Api.GetAsync(key, session.Ended)).Succeeded(out var found, out var error)) return $"Secret {secret} of its cluster cannot be read: {error.Message}";
        var (account, problem) = SmokeAccount.Read(found);
        return account is null ? $"Secret {secret} of its cluster: {problem}" : await SmokeTest.RunAsync(endpoint, account, _time, session.Ended);
    }
}
