using Fleet.Testing;
using Xunit;

namespace Fleet.Architecture.Tests;

/// <summary>Holds stored state and messages to OrleansContracts.txt, so that a change to them is seen in review.</summary>
public sealed class ContractTests
{
    private static readonly string Snapshot = Path.Combine(Repository.Root, "tests", "Fleet.Architecture.Tests", "OrleansContracts.txt");

    [Fact]
    public void Stored_state_and_messages_are_as_checked_in()
    {
        var described = Contracts.Describe();
        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACTS") == "1") File.WriteAllText(Snapshot, described);
        Assert.True(
            File.Exists(Snapshot) && File.ReadAllText(Snapshot) == described,
            $"Stored state or messages changed. What an older silo wrote or sends must still be read: keep ids, names and types, and add at the "
            + $"end. Then update the snapshot with `make contracts`. Differences (- checked in, + now):\n{Difference(described)}");
    }

    private static string Difference(string described)
    {
        var before = File.Exists(Snapshot) ? File.ReadAllLines(Snapshot) : [];
        var now = described.Split('\n');
        return string.Join('\n', before.Except(now).Select(line => "- " + line).Concat(now.Except(before).Select(line => "+ " + line)));
    }
}
