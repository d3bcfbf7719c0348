using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Grains.Clusters;

namespace Fleet.Grains.Registries;

/// <summary>What is remembered of passes beyond the end of the process: a restart reads and renders nothing that is as it was left.</summary>
internal sealed partial class RegistryGrain
{
    private bool _recalled;

    /// <summary>Takes the last complete pass of an earlier activation for one of this, if nothing that it depended on has changed since.</summary>
    private async Task Recall(VersionChoice choice, ClusterFacts facts)
    {
        // Once: from then on this activation knows what its own passes covered.
        if (_recalled) return;
        _recalled = true;
        if (_state.State.Complete is not { } complete || _schedule.IsWanted || _picture.IsDeleting || _picture.DriftText is not null) return;
        if (_picture.Inputs(choice, facts) is not { } inputs || IdentityOf(inputs, facts) != complete.Inputs) return;
        // Registry and components write for themselves, and either may have been cut off.
        var applied = await Task.WhenAll(ComponentKinds.All.Select(kind => Component(kind).AppliedDigest()));
        if (!applied.AsSpan().SequenceEqual(complete.Applied.AsSpan())) return;
        _picture = _picture.Recall(complete, inputs, _time.GetUtcNow());
    }

    /// <summary>After a complete pass: components forget what is no longer rendered, and prune it once nothing mounts it any more.</summary>
    private async Task Settle(VersionChoice choice, ClusterFacts facts)
    {
        if (_schedule.Running is not null || _picture.Conclusion is not PassConclusion.Applied { Holds.IsEmpty: true } || _picture.PassProblem is not null) return;
        var step = (Epoch: _epochBase + _epochs, Prune: _picture.IsRolledOut);
        // An activation that has made no pass has released nothing.
        if (step == _settled || _epochs == 0) return;
        _settled = step;
        // A migration is followed by another pass, on the same readings.
        var leftNothing = _picture.Conclusion is PassConclusion.Applied { LeftNothing: true };
        if (!_picture.IsMigrating && leftNothing) _memory = new PassMemory();
        var applied = await Task.WhenAll(ComponentKinds.All.Select(kind => Component(kind).Settle(step.Epoch, step.Prune)));
        if (leftNothing) Remember(choice, facts, [.. applied]);
    }

    private void Remember(VersionChoice choice, ClusterFacts facts, ImmutableArray<string> applied)
    {
        // What came to be known after the pass is followed by another one.
        if (_picture is not { Conclusion: PassConclusion.Applied conclusion, Covered: { } covered } || covered != _picture.Inputs(choice, facts)) return;
        var complete = new CompletePass(IdentityOf(covered, facts), conclusion, _picture.Bundle, applied);
        if (complete == _state.State.Complete) return;
        _state.State.Complete = complete;
        _cache.StoreSoon(StoreDelay);
    }

    private string IdentityOf(PassInputs inputs, ClusterFacts facts) => _settings.HashOf(CompletePass.IdentityOf(inputs, _settings.For(_key, inputs.Uid, facts))).ToString();
}
