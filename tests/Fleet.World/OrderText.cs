using System.Globalization;
using Fleet.Simulator.World;

namespace Fleet.World;

/// <summary>Orders as the command line spells them.</summary>
internal static class OrderText
{
    /// <exception cref="FormatException">Something is misspelt; the message says what is expected.</exception>
    public static WorldOrders Parse(string delay, IEnumerable<string> failures, string? certificates)
    {
        var orders = new WorldOrders { Delay = Duration(delay), Certificates = certificates };
        foreach (var failure in failures.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            var slash = failure.IndexOf('/', StringComparison.Ordinal);
            if (slash <= 0) throw new FormatException($"'{failure}' is no failure: write it as KIND/SUBJECT[=TEXT].");
            var parts = failure[(slash + 1)..].Split('=', 2);
            Give(orders, failure[..slash], parts[0], parts.Length == 2 ? parts[1] : null);
        }
        return orders;
    }

    /// <exception cref="FormatException">There is no such part.</exception>
    public static WorldParts PartsWithout(IEnumerable<string> names)
    {
        var parts = WorldParts.All;
        foreach (var name in names.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            parts &= Enum.TryParse<WorldParts>(name, ignoreCase: true, out var part)
                ? ~part
                : throw new FormatException($"'{name}' is no part: use {string.Join(", ", Enum.GetNames<WorldParts>())}.");
        return parts;
    }

    private static void Give(WorldOrders orders, string kind, string subject, string? text)
    {
        switch (kind)
        {
            case "deployment": orders.Deployment(subject, WorkloadFate.Unavailable); break;
            case "hang": orders.Deployment(subject, WorkloadFate.RolloutHangs); break;
            case "flap": orders.Deployment(subject, WorkloadFate.Flaps); break;
            case "job": orders.Job(subject, new JobFate.Fails(text ?? "Job has reached the specified backoff limit")); break;
            case "hangjob": orders.Job(subject, new JobFate.Hangs()); break;
            case "route": orders.RejectRoute(subject, text ?? "the host is claimed by another Route"); break;
            case "bucket": orders.WithholdBucket(subject); break;
            case "volume": orders.WithholdVolume(subject); break;
            default: throw new FormatException($"'{kind}' cannot fail: use deployment, hang, flap, job, hangjob, route, bucket or volume.");
        }
    }

    private static TimeSpan Duration(string text)
    {
        var (digits, unit) = text switch
        {
            [.. var value, 'm', 's'] => (value, TimeSpan.FromMilliseconds(1)),
            [.. var value, 's'] => (value, TimeSpan.FromSeconds(1)),
            [.. var value, 'm'] => (value, TimeSpan.FromMinutes(1)),
            _ => ("", TimeSpan.Zero),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * unit
            : throw new FormatException($"'{text}' is no duration: write 500ms, 2s or 1m.");
    }
}
