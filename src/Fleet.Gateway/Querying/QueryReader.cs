using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fleet.Api.V1;
using Fleet.Domain.Clusters;
using Microsoft.AspNetCore.Http;
using Freshness = Fleet.Domain.Status.Freshness;

namespace Fleet.Gateway.Querying;

/// <summary>
/// Reads query parameters and collects every fault. A parameter nobody asked for is a fault too: a misspelt filter would otherwise answer
/// the whole fleet.
/// </summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly List<string> _read = [];
    private readonly List<FieldError> _faults = [];

    /// <summary>Every fault, the parameters nobody read included.</summary>
    public ImmutableArray<FieldError> Faults =>
    [
        .. _faults,
        .. query.Keys.Where(key => !_read.Contains(key)).Select(key => new FieldError(
            null, key, $"'{key}' is no parameter here: use {string.Join(", ", _read)}.")),
    ];

    public string? Text(string name)
    {
        _read.Add(name);
        if (!query.TryGetValue(name, out var values)) return null;
        if (values.Count > 1) Fault(name, $"'{name}' is given {values.Count} times: give it once.");
        return values[0] is { Length: > 0 } text ? text : null;
    }

    public bool? Flag(string name) => Read<bool>(name, bool.TryParse, "write true or false");

    public int Whole(string name, int @default, int least, int most) =>
        Read<int>(
            name,
            (string text, out int number) =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most,
            $"write a whole number from {least} to {most}") ?? @default;

    /// <param name="names">What may be written, and what it means.</param>
    public T? OneOf<T>(string name, params (string Name, T Value)[] names) where T : struct =>
        Read<T>(
            name,
            (string text, out T value) =>
            {
                var found = Array.Find(names, candidate => candidate.Name == text);
                value = found.Value;
                return found.Name is not null;
            },
            $"use {string.Join(", ", names.Select(candidate => candidate.Name))}");

    public Freshness? Freshness(string name) => OneOf(
        name,
        ("live", Domain.Status.Freshness.Live),
        ("stale", Domain.Status.Freshness.Stale),
        ("unreachable", Domain.Status.Freshness.Unreachable),
        ("unauthorised", Domain.Status.Freshness.Unauthorised));

    public DateTimeOffset? Moment(string name) =>
        Read<DateTimeOffset>(
            name,
            (string text, out DateTimeOffset moment) =>
                DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment),
            "write a moment such as 2026-05-04T12:00:00Z");

    public LabelSelector Labels(string name)
    {
        if (Text(name) is not { } text) return LabelSelector.Everything;
        if (LabelSelector.TryParse(text, out var selector, out var problem)) return selector;
        Fault(name, problem);
        return LabelSelector.Everything;
    }

    public void Fault(string name, string message) => _faults.Add(new FieldError(null, name, message));

    private T? Read<T>(string name, TryRead<T> read, string remedy) where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (read(text, out var value)) return value;
        Fault(name, $"'{text}' will not do for '{name}': {remedy}.");
        return null;
    }

    private delegate bool TryRead<T>(string text, [MaybeNullWhen(false)] out T value);
}
