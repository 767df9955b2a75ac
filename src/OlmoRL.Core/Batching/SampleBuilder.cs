using OlmoRL.Advantages;
using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Batching;

/// <summary>What was found while rollouts became training samples.</summary>
public sealed class SampleStatistics
{
    /// <summary>Tokens the loss will see.</summary>
    public int TrainedTokens { get; internal set; }

    /// <summary>Tokens left out because a version too old sampled them.</summary>
    public int StaleTokens { get; internal set; }

    /// <summary>Tokens left out because the engine gave no log-prob.</summary>
    public int UnscoredTokens { get; internal set; }

    /// <summary>Sum over trained tokens of the optimizer steps between sampling and training.</summary>
    public long StalenessSum { get; internal set; }

    /// <summary>Largest staleness of a trained token.</summary>
    public int StalenessMax { get; internal set; }

    /// <summary>Trained tokens by staleness.</summary>
    public SortedDictionary<int, long> TokensByStaleness { get; } = [];

    /// <summary>Completions left out because they ran into their limit.</summary>
    public int MaskedCompletions { get; internal set; }

    /// <summary>Completions that more than one policy version sampled.</summary>
    public int MultiVersionCompletions { get; internal set; }

    /// <summary>Completions in all.</summary>
    public int Completions { get; internal set; }
}

/// <summary>Turns graded rollouts into training samples, token by token: prompt untrained, sampled tokens trained.</summary>
public static class SampleBuilder
{
    /// <summary>A sample per rollout that was verified, in order of (group, sibling).</summary>
    /// <param name="groups">With advantages assigned.</param>
    /// <param name="training">The version about to be trained.</param>
    /// <param name="staleness">Tokens older than it allows get no weight, under every policy.</param>
    /// <param name="overlong">Completions that it masks are left out; their group's statistics were taken before.</param>
    /// <param name="statistics">Filled in.</param>
    public static IReadOnlyList<TrainingSample> Build(
        IEnumerable<RolloutGroup> groups, PolicyVersion training, StalenessRule staleness, OverlongRule overlong,
        SampleStatistics statistics)
    {
        var samples = new List<TrainingSample>();
        foreach (var group in groups)
        {
            foreach (var rollout in group.Rollouts.Where(r => r.Reward is not null))
            {
                if (overlong.IsMasked(rollout.Completion))
                {
                    statistics.MaskedCompletions++;
                    continue;
                }

                samples.Add(Sample(group.Prompt, rollout, training, staleness, statistics));
                statistics.Completions++;
                if (rollout.Completion.Versions.Count > 1)
                    statistics.MultiVersionCompletions++;
            }
        }

        return samples;
    }

    private static TrainingSample Sample(
        Prompt prompt, Rollout rollout, PolicyVersion training, StalenessRule staleness, SampleStatistics statistics)
    {
        var length = prompt.TokenIds.Length + rollout.Completion.TokenCount;
        var ids = new int[length];
        var trained = new bool[length];
        var logProbs = new float[length];
        prompt.TokenIds.CopyTo(ids, 0);
        var start = prompt.TokenIds.Length;
        foreach (var segment in rollout.Completion.Segments)
        {
            segment.TokenIds.CopyTo(ids, start);
            segment.LogProbs.CopyTo(logProbs, start);
            if (segment.Trained)
                Mark(segment, trained.AsSpan(start, segment.TokenIds.Length), training, staleness, statistics);
            start += segment.TokenIds.Length;
        }

        return new TrainingSample
        {
            TokenIds = ids,
            Trained = trained,
            EngineLogProbs = logProbs,
            Advantage = (float)rollout.Advantage,
        };
    }

    private static void Mark(
        CompletionSegment segment, Span<bool> trained, PolicyVersion training, StalenessRule staleness,
        SampleStatistics statistics)
    {
        foreach (var span in segment.Spans)
        {
            if (staleness.IsTooOld(training, span.Version))
            {
                statistics.StaleTokens += span.Count;
                continue;
            }

            var age = training.StalenessOf(span.Version);
            var before = statistics.TrainedTokens;
            for (var i = span.Start; i < span.Start + span.Count; i++)
            {
                trained[i] = float.IsFinite(segment.LogProbs[i]);
                statistics.UnscoredTokens += trained[i] ? 0 : 1;
                statistics.TrainedTokens += trained[i] ? 1 : 0;
                statistics.StalenessSum += trained[i] ? age : 0;
            }

            statistics.TokensByStaleness[age] =
                statistics.TokensByStaleness.GetValueOrDefault(age) + statistics.TrainedTokens - before;
            statistics.StalenessMax = Math.Max(statistics.StalenessMax, age);
        }
    }
}
