using System.Text.Json;
using CsCheck;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class Hash128Tests
{
    private static readonly Gen<byte[]> Sixteen = Gen.Byte.Array[16];

    [Fact]
    public void It_is_its_text_and_its_bytes_also_as_they_used_to_be_stored() =>
        Sixteen.Sample(bytes =>
        {
            var hash = new Hash128(bytes);
            Assert.Equal(22, hash.ToString().Length);
            Assert.Equal(hash, Hash128.Parse(hash.ToString()));
            Assert.Equal(hash, Hash128.Parse(Convert.ToBase64String(bytes)));
            Assert.Equal(hash, JsonSerializer.Deserialize<Hash128>(JsonSerializer.Serialize(hash)));
        });

    [Fact]
    public void Two_are_equal_when_their_bytes_are() =>
        Gen.Select(Sixteen, Sixteen).Sample((a, b) => new Hash128(a) == new Hash128(b) == a.AsSpan().SequenceEqual(b));

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhM")]
    public void What_is_no_hash_is_refused_with_what_was_given(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => Hash128.Parse(text)).Message, StringComparison.Ordinal);
}
