using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using OlmoRL.Rollouts;

namespace OlmoRL.Runs;

/// <summary>Short digests of a trained group, by which a replay tells what differs from the recorded run.</summary>
public static class GroupDigest
{
    /// <summary>Over sampled tokens, engine log-probs and versions of all siblings.</summary>
    public static string Sampling(RolloutGroup group)
    {
        var hash = new XxHash64();
        foreach (var segment in group.Rollouts.SelectMany(r => r.Completion.Segments))
        {
            hash.Append(MemoryMarshal.AsBytes(segment.TokenIds.AsSpan()));
            hash.Append(MemoryMarshal.AsBytes(segment.LogProbs.AsSpan()));
            hash.Append(MemoryMarshal.AsBytes(segment.Spans.AsSpan()));
        }

        return Format(hash);
    }

    /// <summary>Over rewards and advantages of all siblings.</summary>
    public static string Rewards(RolloutGroup group)
    {
        var hash = new XxHash64();
        foreach (var rollout in group.Rollouts)
        {
            double[] figures = [rollout.Reward ?? double.NaN, rollout.AssignedReward ?? double.NaN, rollout.Advantage];
            hash.Append(MemoryMarshal.AsBytes(figures.AsSpan()));
        }

        return Format(hash);
    }

    private static string Format(XxHash64 hash) =>
        hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
}
