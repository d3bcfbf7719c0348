using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using YamlDotNet.RepresentationModel;

namespace Fleet.Kubernetes.Connections;

/// <summary>Reads the <c>user</c> of a kubeconfig.</summary>
internal static class KubeconfigUser
{
    public static ClusterConnectionSettings Read(ClusterConnectionSettings settings, KubeconfigNode user, KubeconfigFiles files, bool allowExec)
    {
        var certificate = files.Pem(user, "client-certificate", "CERTIFICATE");
        var key = files.Pem(user, "client-key", "PRIVATE KEY");
        CheckPair(user, certificate, key);
        RefuseWhatIsNotSupported(user);
        return settings with
        {
            ClientCertificatePem = certificate,
            ClientKeyPem = key,
            // As in client-go: when both are given, the file is the fresher one.
            Token = files.File(user, "tokenFile")?.Trim() ?? user.Text("token")?.Trim(),
            Exec = ReadExec(user, allowExec),
        };
    }

    private static void CheckPair(KubeconfigNode user, string? certificate, string? key)
    {
        if (certificate is null && key is null) return;
        if (certificate is null) user.Problem("client-certificate-data", "is missing beside client-key; give both or neither.");
        else if (key is null) user.Problem("client-key-data", "is missing beside client-certificate; give both or neither.");
        else
        {
            try
            {
                using var pair = X509Certificate2.CreateFromPem(certificate, key);
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                user.Problem("client-key-data", "does not belong to client-certificate, or is encrypted; give the matching, unencrypted key.");
            }
        }
    }

    private static void RefuseWhatIsNotSupported(KubeconfigNode user)
    {
        if (user.Mapping("auth-provider") is not null)
            user.Problem("auth-provider", "is no longer part of Kubernetes; use a token, e.g. of a ServiceAccount (kubectl create token).");
        if (user.Text("username") is not null || user.Text("password") is not null)
            user.Problem("username", "means basic authentication, which API servers dropped in 1.19; use a token.");
        if (user.Text("as") is not null)
            user.Problem("as", "(impersonation) is not supported; give credentials of the account itself.");
    }

    private static ExecPlugin? ReadExec(KubeconfigNode user, bool allowExec)
    {
        if (user.Mapping("exec") is not { } exec) return null;
        var command = exec.Text("command");
        if (!allowExec)
        {
            exec.Problem("command", $"'{command}' would run a program on the fleet's machine, which is off: use a token of a ServiceAccount "
                + "(kubectl create token), or allow exec plugins in the server's options.");
            return null;
        }

        if (string.IsNullOrEmpty(command))
        {
            exec.Problem("command", "is not set; name the program.");
            return null;
        }

        var version = exec.Text("apiVersion");
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
            exec.Problem("apiVersion", $"'{version}' is not supported; use client.authentication.k8s.io/v1 or v1beta1.");
        var environment = exec.Items("env").OfType<YamlMappingNode>()
            .Select(item => exec.Item(item, "env", "?"))
            .Select(item => (Name: item.Text("name"), Value: item.Text("value")))
            .Where(item => !string.IsNullOrEmpty(item.Name))
            .GroupBy(item => item.Name!)
            .ToImmutableSortedDictionary(same => same.Key, same => same.Last().Value ?? "");
        return new ExecPlugin(
            version ?? "",
            command,
            [.. exec.Items("args").OfType<YamlScalarNode>().Select(argument => argument.Value ?? "")],
            environment);
    }
}
