namespace Fleet.Grains.Rollouts.Gates.Smoke;

/// <summary>Asks a registry for what its users do: to be signed in to, and to take, give back and delete a tiny image and a Helm chart.</summary>
internal static class SmokeTest
{
    /// <summary>Shorter than a call to a grain may take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <returns>What went wrong; null when nothing did.</returns>
    public static async Task<string?> RunAsync(string endpoint, SmokeAccount account, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address)) return $"its endpoint '{endpoint}' is no address";
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var client = new DistributionClient(address, account);
            await client.SignInAsync(either.Token);
            await TakeAsync(client, SmokeArtifact.Image, either.Token);
            await TakeAsync(client, SmokeArtifact.Chart, either.Token);
            return null;
        }
        catch (SmokeException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return $"{address.Authority} did not answer everything within {Longest.TotalSeconds} s";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Security.Cryptography.CryptographicException)
        {
            return $"{address.Authority} cannot be asked: {e.InnerException?.Message ?? e.Message}";
        }
    }

    private static async Task TakeAsync(DistributionClient client, SmokeArtifact artifact, CancellationToken cancellationToken)
    {
        foreach (var blob in artifact.Blobs) await client.PushBlobAsync(blob, artifact.What, cancellationToken);
        await client.PushManifestAsync(artifact.Manifest, artifact.Tag, artifact.What, cancellationToken);
        await client.PullAsync(artifact.Manifest, isManifest: true, artifact.What, cancellationToken);
        foreach (var blob in artifact.Blobs) await client.PullAsync(blob, isManifest: false, artifact.What, cancellationToken);
        await client.DeleteManifestAsync(artifact.Manifest, artifact.What, cancellationToken);
    }
}
