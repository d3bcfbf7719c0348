using Fleet.Domain.Quay.Components;
using Fleet.Domain.Quay.Manifests;

namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>Tells pods which settings are not the user's: the config editor until 3.9, every pod but databases since.</summary>
internal static class FieldGroupAnnotation
{
    public static void Apply(Workload workload, Build build)
    {
        var wanted = build.AtLeast(3, 10)
            ? !DatabaseRestarts.Concern(workload, build)
            : workload.Name == build.Name(ConfigEditor.Suffix);
        if (wanted) workload.PodMetadata.Child("annotations")[CommonAnnotations.FieldGroupsKey] = CommonAnnotations.FieldGroupNames(build);
    }
}
