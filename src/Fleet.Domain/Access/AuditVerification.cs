using System.Collections.Immutable;
using System.Text.Json;

namespace Fleet.Domain.Access;

/// <summary>
/// Follows the chains through an export, line by line: each begins with 1, and none may be missing behind. What a later chain says about the
/// ends of earlier ones shows lines that were cut off at an end, and whole chains. What is kept no longer is missing where the last cut says so.
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
    private (int Line, DateTimeOffset Before, DateTimeOffset AsOf, string Hash)? _cut;

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
        VerifyBeginnings();
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

    /// <summary>A chain begins with 1, or where the last cut left it.</summary>
    private void VerifyBeginnings()
    {
        if (partial) return;
        foreach (var (name, chain) in _chains)
            // One that began after the cut was not there to be cut.
            if (chain.Begun > 1 && (_cut is not { } last || chain.Times[0] > last.AsOf)) Add($"line {chain.Line}: the chain {name} begins with {chain.Begun}: the lines before it are missing.");
        if (_cut is { } cut && AuditCut.Hash(_chains.Select(chain => chain.Value.EndBefore(chain.Key, cut.Before, cut.AsOf)).OfType<AuditEnd>()) != cut.Hash)
            Add($"line {cut.Line}: lines from before {cut.Before.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} were cut off, and not as this says: some are missing, or are not those that were there.");
    }

    private void Follow(JsonElement line, string hash)
    {
        var (name, sequence) = (line.GetProperty("chain").GetString()!, line.GetProperty("sequence").GetInt64());
        var previous = line.GetProperty("previous").GetString();
        var at = line.GetProperty("at").GetDateTimeOffset();
        _first ??= at;
        if (line.TryGetProperty("cut", out var cut)) _cut = (Lines, cut.GetProperty("before").GetDateTimeOffset(), cut.GetProperty("asOf").GetDateTimeOffset(), cut.GetProperty("hash").GetString()!);
        if (line.TryGetProperty("anchors", out var anchors) && anchors.ValueKind == JsonValueKind.Array)
            foreach (var anchor in anchors.EnumerateArray())
                _anchors.Add((Lines, Anchor.Of(anchor)));
        if (!_chains.TryGetValue(name, out var chain))
        {
            if (sequence == 1 && previous != AuditChain.Start) Fault($"it is the first of the chain {name} and says there was one before.");
            _chains.Add(name, new Followed(Lines, sequence, previous ?? "", hash, at));
            return;
        }
        if (sequence <= chain.Last) Fault($"line {sequence} of the chain {name} comes twice or too late.");
        else if (sequence > chain.Last + 1) Fault($"of the chain {name} the lines {chain.Last + 1} to {sequence - 1} are missing before it.");
        else if (previous != chain.Hashes[^1]) Fault($"line {chain.Last} of the chain {name} is not the one that was before it.");
        chain.Goes(sequence, hash, at);
    }

    private void Fault(string what) => Add($"line {Lines}: {what}");

    private void Add(string problem)
    {
        if (_problems.Count < MostProblems) _problems.Add(problem);
    }

    private sealed class Followed(int line, long first, string previous, string hash, DateTimeOffset at)
    {
        /// <summary>Where it begins in the export.</summary>
        public int Line { get; } = line;

        public long Begun { get; } = first;

        public List<string> Hashes { get; } = [hash];

        public List<DateTimeOffset> Times { get; } = [at];

        public long First { get; private set; } = first;

        public long Last => First + Hashes.Count - 1;

        public void Goes(long sequence, string next, DateTimeOffset time)
        {
            if (sequence <= Last) return;
            if (sequence > Last + 1)
            {
                Hashes.Clear();
                Times.Clear();
                First = sequence;
            }
            Hashes.Add(next);
            Times.Add(time);
        }

        /// <summary>The line before the first that a cut left; null when it left all, or the chain began later.</summary>
        public AuditEnd? EndBefore(string chain, DateTimeOffset before, DateTimeOffset asOf)
        {
            // What was the last line then stayed, however old it was.
            var last = Times.FindLastIndex(time => time <= asOf);
            if (last < 0) return null;
            var kept = Times.FindIndex(time => time >= before) is var young and >= 0 && young < last ? young : last;
            if (First + kept == 1) return null;
            return new AuditEnd(chain, First + kept - 1, kept == 0 ? previous : Hashes[kept - 1]);
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
