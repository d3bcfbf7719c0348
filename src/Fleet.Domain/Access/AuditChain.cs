using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Access;

/// <summary>
/// Lines of JSON of which each carries the hash of the one before (<c>previous</c>) and ends in its own (<c>hash</c>), so that a line that
/// was changed or taken out shows. Hashes are over the text itself: it has to be kept as it is.
/// </summary>
public static class AuditChain
{
    /// <summary>What the first line of a chain has before it.</summary>
    public static readonly string Start = new('0', HashLength);

    private const int HashLength = 64;
    private const string Member = ",\"hash\":\"";
    private const string End = "\"}";

    /// <param name="body">A JSON object with <c>chain</c>, <c>sequence</c> and <c>previous</c>, without line breaks.</param>
    public static SealedLine Seal(string body)
    {
        var hash = Hash(body);
        return new SealedLine($"{body[..^1]}{Member}{hash}{End}", hash);
    }

    /// <summary>The line without its hash, and the hash it says it has; null when it has none.</summary>
    public static (string Body, string Hash)? Open(string line)
    {
        var at = line.Length - End.Length - HashLength - Member.Length;
        return at > 0 && line.EndsWith(End, StringComparison.Ordinal) && line.AsSpan(at, Member.Length).SequenceEqual(Member)
            ? (line[..at] + "}", line.Substring(at + Member.Length, HashLength))
            : null;
    }

    public static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}

/// <summary>A line that is complete.</summary>
public readonly record struct SealedLine(string Text, string Hash);
