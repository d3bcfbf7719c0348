using Xunit;

namespace Fleet.Simulator.Tests;

public sealed class SimulatorCommandTests
{
    [Theory]
    [InlineData("--churn", "1")]
    [InlineData("--churn", "1.5.2%")]
    [InlineData("--churn", "1%%")]
    [InlineData("--churn", "101%")]
    [InlineData("--churn", "-1%")]
    [InlineData("--churn", "%")]
    [InlineData("--clusters", "0x3")]
    [InlineData("--clusters", "many")]
    [InlineData("--urls", "http://127.0.0.1:0")]
    [InlineData("--urls", "https://10.0.0.1:0")]
    [InlineData("--urls", "https://127.0.0.1:0/below")]
    [InlineData("--delay", "soon")]
    [InlineData("--version", "2.0.0")]
    [InlineData("--data", "/proc/nowhere")]
    [InlineData("--kubeconfigs", "/proc/nowhere")]
    public async Task A_wrong_option_is_named_with_its_value_and_a_remedy(string option, string value)
    {
        var wrong = await Assert.ThrowsAsync<FormatException>(() => SimulatorCommand.RunAsync([option, value]));
        Assert.StartsWith($"{option} '{value}': ", wrong.Message, StringComparison.Ordinal);
        Assert.Matches(@"\. Give .+\.$", wrong.Message);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("--churn")]
    public async Task What_cannot_be_parsed_is_one_line_that_names_it(string option)
    {
        var wrong = await Assert.ThrowsAsync<FormatException>(() => SimulatorCommand.RunAsync([option]));
        Assert.Contains(option, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var address = $"https://{listener.LocalEndpoint}";
        var wrong = await Assert.ThrowsAsync<FormatException>(() => SimulatorCommand.RunAsync(["--clusters", "1x0", "--urls", address]));
        Assert.StartsWith($"--urls '{address}': ", wrong.Message, StringComparison.Ordinal);
    }
}
