using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fleet.Kubernetes.Connections;

/// <summary>Turns one context of a kubeconfig into self-contained <see cref="ClusterConnectionSettings"/>.</summary>
public static class KubeconfigReader
{
    // Stands in for a cluster with problems, so that the user's are still found.
    private static readonly ClusterConnectionSettings Nowhere = new(new Uri("https://nowhere.invalid"));

    /// <summary>Reads the whole file before judging it: every problem is reported at once.</summary>
    /// <param name="yaml">The kubeconfig, YAML or JSON.</param>
    /// <param name="context">Null means <c>current-context</c>.</param>
    /// <param name="baseDirectory">Where relative file paths start; null refuses files, as for a kubeconfig sent over the network.</param>
    /// <param name="allowExec">Accept <c>exec</c> entries. They run programs on this machine as its user.</param>
    public static KubeconfigOutcome Read(string yaml, string? context, string? baseDirectory, bool allowExec)
    {
        var problems = new List<string>();
        if (Parse(yaml, problems) is not { } root) return new KubeconfigOutcome.Refused([.. problems]);

        var config = new KubeconfigNode(root, "kubeconfig", problems);
        var contextName = context ?? config.Text("current-context");
        if (string.IsNullOrEmpty(contextName))
            return new KubeconfigOutcome.Refused(["current-context is not set: set it, or name a context."]);

        var chosen = config.Named("contexts", "context", contextName);
        if (chosen is null) return new KubeconfigOutcome.Refused([.. problems]);

        var cluster = Referenced(config, chosen, "cluster", "clusters", required: true);
        var user = Referenced(config, chosen, "user", "users", required: false);
        var files = new KubeconfigFiles(baseDirectory);
        var settings = (cluster is null ? Nowhere : ReadCluster(cluster, files)) with { Namespace = chosen.Text("namespace") };
        if (user is not null) settings = KubeconfigUser.Read(settings, user, files, allowExec);
        return problems.Count == 0 ? new KubeconfigOutcome.Accepted(settings) : new KubeconfigOutcome.Refused([.. problems]);
    }

    private static YamlMappingNode? Parse(string yaml, List<string> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..]) return root;
            problems.Add("kubeconfig: it is empty or no mapping; give the file `kubectl config view --raw --minify` prints.");
        }
        catch (YamlException e)
        {
            // Only the place: the parser's own text can quote the line, which may hold a token.
            problems.Add($"kubeconfig: line {e.Start.Line}, column {e.Start.Column} is no valid YAML; correct it.");
        }
        return null;
    }

    private static KubeconfigNode? Referenced(KubeconfigNode config, KubeconfigNode context, string field, string list, bool required)
    {
        if (context.Text(field) is { Length: > 0 } name) return config.Named(list, field, name);
        if (required) context.Problem(field, "is not set; name an entry of " + list + ".");
        return null;
    }

    private static ClusterConnectionSettings ReadCluster(KubeconfigNode cluster, KubeconfigFiles files)
    {
        var server = ReadServer(cluster);
        var authority = files.Pem(cluster, "certificate-authority", "CERTIFICATE");
        var proxy = ReadProxy(cluster);
        var skipVerify = cluster.Flag("insecure-skip-tls-verify");
        if (skipVerify && authority is not null)
            cluster.Problem("insecure-skip-tls-verify", "'true' contradicts certificate-authority; remove one of them.");
        return Nowhere with
        {
            Server = server ?? Nowhere.Server,
            CertificateAuthorityPem = authority,
            Proxy = proxy,
            InsecureSkipVerify = skipVerify,
            TlsServerName = cluster.Text("tls-server-name"),
        };
    }

    private static Uri? ReadServer(KubeconfigNode cluster)
    {
        var text = cluster.Text("server");
        if (Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "https" or "http" && server.UserInfo.Length == 0) return server;
        if (server?.UserInfo.Length > 0) cluster.Problem("server", "carries a user name or password; remove it and use a token.");
        else cluster.Problem("server", $"'{text}' is no https:// address; give one such as https://api.example.com:6443.");
        return null;
    }

    private static Uri? ReadProxy(KubeconfigNode cluster)
    {
        if (cluster.Text("proxy-url") is not { Length: > 0 } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5") return proxy;
        cluster.Problem("proxy-url", "is no http://, https:// or socks5:// address; correct or remove it."); // it may carry a password
        return null;
    }
}
