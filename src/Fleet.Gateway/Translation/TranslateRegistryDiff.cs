using System.Text.Json;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Reconciliation;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>Turns differences into the API's records.</summary>
internal static class TranslateRegistryDiff
{
    public static Wire.RegistryDiff ToWire(this RegistryDiff diff) => new(diff.Version, diff.Faults, [.. diff.Objects.Select(ToWire)]);

    public static Wire.FieldChange ToWire(this FieldChange change) => new(change.Path, Parsed(change.Before), Parsed(change.After));

    private static Wire.ObjectChange ToWire(ObjectChange change) => new(
        change.Component.ApiName(), change.Key.Kind.Kind, change.Key.Namespace, change.Key.Name, ToWire(change.Action), [.. change.Changes.Select(ToWire)], change.Problem);

    private static Wire.ObjectAction ToWire(ObjectAction action) => action switch
    {
        ObjectAction.Keep => Wire.ObjectAction.Keep,
        ObjectAction.Create => Wire.ObjectAction.Create,
        ObjectAction.Change => Wire.ObjectAction.Change,
        ObjectAction.Replace => Wire.ObjectAction.Replace,
        ObjectAction.Refuse => Wire.ObjectAction.Refuse,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action"),
    };

    private static JsonElement? Parsed(string? json) => json is null ? null : JsonElement.Parse(json);
}
