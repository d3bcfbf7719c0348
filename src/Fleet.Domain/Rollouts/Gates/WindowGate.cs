using Cronos;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts.Gates;

/// <summary>Open for a while after each time that a cron expression names. What is in flight when it closes finishes.</summary>
/// <param name="Cron">Five fields: minute, hour, day of the month, month, day of the week.</param>
/// <param name="Duration">How long it stays open, as time passes: an hour that the clocks skip or repeat changes nothing.</param>
/// <param name="TimeZone">An IANA name, such as <c>Europe/Berlin</c>, in which <paramref name="Cron"/> is meant.</param>
public sealed record WindowGate(string Cron, TimeSpan Duration, string TimeZone) : Gate
{
    public const string Code = "window";

    public override string Title => $"window '{Cron}' for {Duration} in {TimeZone}";

    public override Blocker? Judge(GateQuestion question)
    {
        var (expression, zone) = (CronExpression.Parse(Cron), TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
        if (expression.GetOccurrences(question.Now - Duration, question.Now, zone, fromInclusive: false, toInclusive: true).Any()) return null;
        var next = expression.GetNextOccurrence(question.Now, zone);
        return new Blocker(Code, $"stage {question.StageName}: its window is closed {question.Purpose}{(next is { } at ? $", and opens {at.UtcDateTime:u}" : " and never opens")}", next);
    }
}
