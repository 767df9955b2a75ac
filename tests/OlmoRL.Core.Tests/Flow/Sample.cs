using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Core.Tests.Flow;

/// <summary>The smallest prompt, rollout and group that the ledger can hold.</summary>
internal static class Sample
{
    public static Prompt Prompt => new() { ItemId = "item", TokenIds = [1], Text = "?", Targets = [], Row = "{}" };

    /// <summary>One token of each version, oldest first.</summary>
    public static Rollout Rollout(int sibling, IEnumerable<PolicyVersion> versions)
    {
        PolicySpan[] spans = [.. versions.Select((v, i) => new PolicySpan(i, 1, v))];
        return new Rollout
        {
            Sibling = sibling,
            Reward = sibling % 2,
            Solved = sibling % 2 == 1,
            Completion = new Completion
            {
                Text = "",
                FinishReason = FinishReason.Stop,
                Segments = [new CompletionSegment { TokenIds = new int[spans.Length], LogProbs = new float[spans.Length], Spans = spans }],
            },
        };
    }

    public static RolloutGroup Group(LedgerEntry entry) =>
        new() { Id = entry.Id, Prompt = entry.Prompt, Rollouts = [.. entry.Rollouts.Values] };
}
