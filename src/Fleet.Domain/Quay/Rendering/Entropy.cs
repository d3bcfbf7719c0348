using System.Security.Cryptography;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>Fills a span with cryptographically random bytes; <see cref="RandomNumberGenerator.Fill"/> in production.</summary>
public delegate void FillRandom(Span<byte> bytes);

/// <summary>What rendering cannot derive and so is handed: randomness, new keys, and the time certificates are valid from.</summary>
/// <param name="NewKey">Makes an RSA key of 2048 bits; asked only by releases that sign their own certificate (3.4, 3.5).</param>
public sealed record Entropy(FillRandom Fill, Func<RSA> NewKey, DateTimeOffset Now);
