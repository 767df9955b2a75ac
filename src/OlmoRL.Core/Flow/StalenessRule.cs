using OlmoRL.Rollouts;

namespace OlmoRL.Flow;

/// <summary>What happens to work that got older than the rule allows.</summary>
public enum StalenessPolicy
{
    /// <summary>Tokens that are too old get no weight; younger tokens of the same completion still train.</summary>
    Mask,

    /// <summary>A group that holds a token too old is replaced.</summary>
    Drop,

    /// <summary>A step starts only if every live group can still be trained in time.</summary>
    Wait,
}

/// <summary>How old a token may be when it is trained: at most <see cref="MaxStaleness"/> optimizer steps.</summary>
/// <remarks>A slot budget alone bounds how many groups are in flight, not how old a slow one gets.</remarks>
public sealed record StalenessRule(int MaxStaleness, StalenessPolicy Policy = StalenessPolicy.Mask)
{
    /// <summary>Whether training at a version must leave out a token that another version sampled.</summary>
    public bool IsTooOld(PolicyVersion training, PolicyVersion sampledBy) => training.StalenessOf(sampledBy) > MaxStaleness;

    /// <summary>Whether rollouts are made and trained strictly in turn.</summary>
    public bool IsSynchronous => MaxStaleness == 0;

    /// <summary>Most groups that may be live at once without a step having to wait for ever.</summary>
    public int MaxLiveGroups(int groupsPerStep) =>
        Policy == StalenessPolicy.Wait ? (MaxStaleness + 1) * groupsPerStep : int.MaxValue;

    /// <summary>
    /// Under <see cref="StalenessPolicy.Wait"/>: whether the step from <paramref name="version"/> may start while these
    /// groups stay live. For every j, at most (j + 1) batches' worth of them may be due within j more steps, and none now.
    /// </summary>
    /// <param name="version">The version about to be trained.</param>
    /// <param name="admissions">Versions at which the groups that stay live were admitted.</param>
    /// <param name="groupsPerStep">Groups a step consumes.</param>
    public bool MayStartStep(PolicyVersion version, IEnumerable<PolicyVersion> admissions, int groupsPerStep)
    {
        var deadlines = admissions.Select(a => a.Step + MaxStaleness).Order().ToArray();
        if (deadlines.Length > 0 && deadlines[0] <= version.Step)
            return false;
        for (var i = 0; i < deadlines.Length; i++)
        {
            var later = deadlines[i] - version.Step - 1;
            if (i + 1 > (later + 1L) * groupsPerStep)
                return false;
        }

        return true;
    }
}
