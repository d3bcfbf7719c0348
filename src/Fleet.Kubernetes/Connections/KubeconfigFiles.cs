using System.Text;

namespace Fleet.Kubernetes.Connections;

/// <summary>
/// Reads <c>X-data</c> (base64) or else the file in <c>X</c>. Files are taken in when the kubeconfig is read: the silo that connects later
/// need not be the machine that had them.
/// </summary>
internal sealed class KubeconfigFiles(string? baseDirectory)
{
    public string? Pem(KubeconfigNode node, string field, string label)
    {
        var inline = node.Text(field + "-data");
        var text = inline is { Length: > 0 } ? Decode(node, field + "-data", inline) : File(node, field);
        if (text is null) return null;
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal) && text.Contains(label + "-----", StringComparison.Ordinal)) return text;
        node.Problem(inline is { Length: > 0 } ? field + "-data" : field, $"holds no PEM '{label}'; give a PEM file.");
        return null;
    }

    public string? File(KubeconfigNode node, string field)
    {
        if (node.Text(field) is not { Length: > 0 } path) return null;
        if (baseDirectory is null)
        {
            node.Problem(field, $"'{path}' is a file, which cannot be read here; inline it (kubectl config view --raw --flatten).");
            return null;
        }

        try
        {
            return System.IO.File.ReadAllText(Path.Combine(baseDirectory, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            node.Problem(field, $"'{path}' cannot be read ({e.GetType().Name}); correct the path or its permissions.");
            return null;
        }
    }

    private static string? Decode(KubeconfigNode node, string field, string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            node.Problem(field, "is no base64; encode the PEM file with `base64 -w0`.");
            return null;
        }
    }
}
