using System.Collections.Immutable;
using System.Text;
using Fleet.Domain.Quay.Configuration;

namespace Fleet.Cli.Commands.Render;

/// <summary>Reads a Secret; <c>stringData</c> wins over <c>data</c>, as in the cluster.</summary>
internal static class BundleFile
{
    public static ConfigBundle Read(FileInfo file)
    {
        var secret = InputField.Read(file);
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (name, value) in secret["data"].Members) files[name] = Decode(value);
        foreach (var (name, value) in secret["stringData"].Members) files[name] = Encoding.UTF8.GetBytes(value.Text ?? "");
        return new ConfigBundle(secret["metadata"]["name"].Text ?? file.Name, files.ToImmutable());
    }

    private static byte[] Decode(InputField value)
    {
        try
        {
            return Convert.FromBase64String(value.Text ?? "");
        }
        catch (FormatException)
        {
            // The value itself is secret.
            throw new InputException($"{value.Path}: this is no base64: encode it, or move the text to stringData.");
        }
    }
}
