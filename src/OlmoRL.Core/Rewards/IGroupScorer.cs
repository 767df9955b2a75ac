using OlmoRL.Rollouts;

namespace OlmoRL.Rewards;

/// <summary>Says what each sibling earns once all are graded: the verified rewards, or a control in their place.</summary>
/// <remarks>Implementations are pure: equal groups give equal rewards, on every machine and after every resume.</remarks>
public interface IGroupScorer
{
    /// <summary>The reward of each sibling before scaling.</summary>
    /// <param name="group">All siblings, with the reward their verifiers gave.</param>
    /// <returns>[siblings]; NaN leaves a sibling out of the group's mean.</returns>
    double[] Score(RolloutGroup group);
}
