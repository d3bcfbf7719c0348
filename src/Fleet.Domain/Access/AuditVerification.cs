using System.Collections.Immutable;
using System.Text.Json;

namespace Fleet.Domain.Access;

/// <summary>
/// Follows the chains through an export, line by line: each begins with 1, and none may be missing behind. What a later chain says about the
/// ends of earlier ones shows lines that were cut off at an end, and whole chains.
/// </summary>
/// <param name="partial">The export begins later than the audit: chains may have begun before.</param>
public sealed class AuditVerification(bool partial = false)
{
    /// <summary>More would only repeat that the file is not what was written.</summary>
    private const int MostProblems = 100;

    private readonly Dictionary<string, Followed> _chains = [];
    private readonly List<(int Line, Anchor Anchor)> _anchors = [];
    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();
    private DateTimeOffset? _first;

    /// <summary>Lines read so far.</summary>
    public int Lines { get; private set; }

    public int Chains => _chains.Count;

    public void Read(string line)
    {
        Lines++;
        if (AuditChain.Open(line) is not var (body, hash))
        {
            Fault("it is no line of an audit: export it with Accept: application/x-ndjson, and keep it as it is.");
            return;
        }
        if (AuditChain.Hash(body) != hash) Fault("it was changed: its text does not have the hash it ends in.");
        try
        {
            using var json = JsonDocument.Parse(body);
            Follow(json.RootElement, hash);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            Fault("it is no line of an audit: chain, sequence, previous or at is missing.");
        }
    }

    /// <summary>Everything that is wrong; empty when nothing is.</summary>
    public ImmutableArray<string> Finish()
    {
        foreach (var (line, anchor) in _anchors)
        {
            // What lies before the export is not in it.
            if (partial && anchor.At < _first) continue;
            if (!_chains.TryGetValue(anchor.Chain, out var chain))
                Add($"line {line}: the chain {anchor.Chain}, which this one found when it began, is missing.");
            else if (chain.Last < anchor.Sequence)
                Add($"line {line}: the chain {anchor.Chain} reached {anchor.Sequence} and here ends with {chain.Last}: lines were cut off.");
            else if (anchor.Sequence >= chain.First && chain.Hashes[(int)(anchor.Sequence - chain.First)] != anchor.Hash)
                Add($"line {line}: line {anchor.Sequence} of the chain {anchor.Chain} is not the one that was there when this chain began.");
        }
        _anchors.Clear();
        return _problems.ToImmutable();
    }

    private void Follow(JsonElement line, string hash)
    {
        var (name, sequence) = (line.GetProperty("chain").GetString()!, line.GetProperty("sequence").GetInt64());
        var previous = line.GetProperty("previous").GetString();
        _first ??= line.GetProperty("at").GetDateTimeOffset();
        if (line.TryGetProperty("anchors", out var anchors) && anchors.ValueKind == JsonValueKind.Array)
            foreach (var anchor in anchors.EnumerateArray())
                _anchors.Add((Lines, Anchor.Of(anchor)));
        if (!_chains.TryGetValue(name, out var chain))
        {
            if (sequence != 1 && !partial) Fault($"the chain {name} begins with {sequence}: the lines before it are missing.");
            if (sequence == 1 && previous != AuditChain.Start) Fault($"it is the first of the chain {name} and says there was one before.");
            _chains.Add(name, new Followed(sequence, hash));
            return;
        }
        if (sequence <= chain.Last) Fault($"line {sequence} of the chain {name} comes twice or too late.");
        else if (sequence > chain.Last + 1) Fault($"of the chain {name} the lines {chain.Last + 1} to {sequence - 1} are missing before it.");
        else if (previous != chain.Hashes[^1]) Fault($"line {chain.Last} of the chain {name} is not the one that was before it.");
        chain.Goes(sequence, hash);
    }

    private void Fault(string what) => Add($"line {Lines}: {what}");

    private void Add(string problem)
    {
        if (_problems.Count < MostProblems) _problems.Add(problem);
    }

    private sealed class Followed(long first, string hash)
    {
        public List<string> Hashes { get; } = [hash];

        public long First { get; private set; } = first;

        public long Last => First + Hashes.Count - 1;

        public void Goes(long sequence, string next)
        {
            if (sequence <= Last) return;
            if (sequence > Last + 1)
            {
                Hashes.Clear();
                First = sequence;
            }
            Hashes.Add(next);
        }
    }

    private readonly record struct Anchor(string Chain, long Sequence, string Hash, DateTimeOffset At)
    {
        public static Anchor Of(JsonElement json) => new(
            json.GetProperty("chain").GetString()!,
            json.GetProperty("sequence").GetInt64(),
            json.GetProperty("hash").GetString()!,
            json.GetProperty("at").GetDateTimeOffset());
    }
}
