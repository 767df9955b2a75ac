using OlmoRL.Actors.Messages;
using OlmoRL.Data.Tokenization;
using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Rollouts;

/// <summary>Puts the chunks of sampled tokens together into completions.</summary>
internal sealed class CompletionAssembler(ITokenizer tokenizer)
{
    private readonly Dictionary<long, SortedDictionary<int, Draft>> _drafts = []; // by group, then sibling

    /// <summary>Takes a chunk, once; false when one before it was lost on its way.</summary>
    public bool Append(TokensAppended chunk)
    {
        var group = Group(chunk.GroupId);
        if (!group.TryGetValue(chunk.Sibling, out var draft))
            group[chunk.Sibling] = draft = new Draft();
        if (chunk.Offset + chunk.TokenIds.Length <= draft.Tokens.Count)
            return true;
        if (chunk.Offset != draft.Tokens.Count)
            return false;
        foreach (var span in chunk.Spans)
            draft.AddSpan(span with { Start = span.Start + chunk.Offset });
        draft.Tokens.AddRange(chunk.TokenIds);
        draft.LogProbs.AddRange(chunk.LogProbs);
        return true;
    }

    /// <summary>The completion of a sequence that ended; null when tokens of it were lost on their way.</summary>
    public Completion? Finish(CompletionFinished finished)
    {
        var group = Group(finished.GroupId);
        if (!group.TryGetValue(finished.Sibling, out var draft) || draft.Tokens.Count != finished.TokenCount)
            return null;
        _ = group.Remove(finished.Sibling);
        if (group.Count == 0)
            _ = _drafts.Remove(finished.GroupId);
        return new Completion
        {
            Segments = [draft.ToSegment()],
            FinishReason = finished.FinishReason,
            Text = tokenizer.Decode([.. draft.Tokens]),
        };
    }

    /// <summary>What the siblings of a group have sampled so far.</summary>
    public PartialSibling[] Partial(long groupId) => !_drafts.TryGetValue(groupId, out var group) ? [] :
    [
        .. group.Where(d => d.Value.Tokens.Count > 0).Select(d => new PartialSibling(d.Key, d.Value.ToSegment())),
    ];

    /// <summary>Takes up what a snapshot kept of a sibling.</summary>
    public void Restore(long groupId, PartialSibling partial) => Group(groupId)[partial.Sibling] = Draft.Of(partial.Sampled);

    /// <summary>Drops the drafts of a group's siblings that <paramref name="which"/> says.</summary>
    public void Forget(long groupId, Func<PartialSibling, bool> which)
    {
        foreach (var partial in Partial(groupId).Where(which))
            _ = _drafts[groupId].Remove(partial.Sibling);
    }

    private SortedDictionary<int, Draft> Group(long groupId)
    {
        if (!_drafts.TryGetValue(groupId, out var group))
            _drafts[groupId] = group = [];
        return group;
    }

    private sealed class Draft
    {
        public List<int> Tokens { get; } = [];

        public List<float> LogProbs { get; } = [];

        public List<PolicySpan> Spans { get; } = [];

        public static Draft Of(CompletionSegment segment)
        {
            var draft = new Draft();
            draft.Tokens.AddRange(segment.TokenIds);
            draft.LogProbs.AddRange(segment.LogProbs);
            draft.Spans.AddRange(segment.Spans);
            return draft;
        }

        public CompletionSegment ToSegment() =>
            new() { TokenIds = [.. Tokens], LogProbs = [.. LogProbs], Spans = [.. Spans] };

        public void AddSpan(PolicySpan span)
        {
            if (Spans.Count > 0 && Spans[^1].Version == span.Version)
                Spans[^1] = Spans[^1] with { Count = Spans[^1].Count + span.Count };
            else
                Spans.Add(span);
        }
    }
}
