using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// Until 3.6 Clair's configuration was written with every field there is. The unset ones mean nothing to Clair, but belong to the content that
/// the Secret's name is derived from.
/// </summary>
internal static class ClairUnsetFields
{
    public static void AddTo(JsonObject settings)
    {
        settings["introspection_addr"] = "";

        var indexer = settings.Child("indexer");
        indexer["scanner"] = Map(("package", Map()), ("dist", Map()), ("repo", Map()));
        indexer["airgap"] = false;

        var matcher = settings.Child("matcher");
        matcher["indexer_addr"] = "";
        matcher["period"] = null;
        matcher["disable_updaters"] = false;

        var notifier = settings.Child("notifier");
        notifier["indexer_addr"] = "";
        notifier["matcher_addr"] = "";
        notifier["amqp"] = null;
        notifier["stomp"] = null;
        notifier.Child("webhook")["headers"] = Map();
        notifier.Child("webhook")["signed"] = false;

        var metrics = settings.Child("metrics");
        metrics["prometheus"] = new JsonObject { ["endpoint"] = null };
        metrics["dogstatsd"] = Map(("url", ""));

        settings["trace"] = Trace();
    }

    private static JsonObject Trace()
    {
        var collector = Map(("endpoint", ""));
        collector["username"] = null;
        collector["password"] = null;
        var trace = Map(
            ("name", ""),
            ("jaeger", Map(
                ("agent", Map(("endpoint", ""))),
                ("collector", collector),
                ("service_name", ""),
                ("tags", Map()),
                ("buffer_max", 0))));
        trace["probability"] = null;
        return trace;
    }
}
