using System.Diagnostics;

namespace OlmoRL.Advantages;

/// <summary>How a group's centred rewards are scaled.</summary>
public enum AdvantageNormalization
{
    /// <summary>Not at all: reward minus the group's mean (Dr. GRPO, Olmo 3).</summary>
    Centered,

    /// <summary>Divided by the group's population standard deviation (GRPO).</summary>
    Standard,

    /// <summary>Reward minus the mean of the other siblings (RLOO, arXiv 2402.14740): centred, times n / (n - 1).</summary>
    LeaveOneOut,
}

/// <summary>Credit within a group: how much better each sibling did than the siblings' mean.</summary>
/// <remarks>Olmo 3 report, arXiv 2512.13961, equation 2; GRPO, arXiv 2402.03300. NaN marks a failed verification, which
/// leaves the mean and gets no credit.</remarks>
public static class GroupRelativeAdvantage
{
    private const double DeviationFloor = 1e-8;

    /// <summary>Writes an advantage per reward.</summary>
    /// <param name="rewards">[siblings]; NaN where verification failed.</param>
    /// <param name="normalization">Scaling.</param>
    /// <param name="advantages">[siblings]; 0 where verification failed.</param>
    public static void Compute(ReadOnlySpan<double> rewards, AdvantageNormalization normalization, Span<double> advantages)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(advantages.Length, rewards.Length);
        double sum = 0, squares = 0;
        var count = 0;
        foreach (var reward in rewards)
        {
            if (double.IsNaN(reward))
                continue;
            sum += reward;
            count++;
        }

        var mean = sum / Math.Max(count, 1);
        for (var i = 0; i < rewards.Length; i++)
        {
            advantages[i] = double.IsNaN(rewards[i]) ? 0 : rewards[i] - mean;
            squares += advantages[i] * advantages[i];
        }

        var scale = normalization switch
        {
            AdvantageNormalization.Centered => 1,
            AdvantageNormalization.Standard => 1 / (Math.Sqrt(squares / Math.Max(count, 1)) + DeviationFloor),
            AdvantageNormalization.LeaveOneOut => count > 1 ? count / (count - 1.0) : 0,
            _ => throw new UnreachableException(),
        };
        foreach (ref var advantage in advantages)
            advantage *= scale;
    }
}
