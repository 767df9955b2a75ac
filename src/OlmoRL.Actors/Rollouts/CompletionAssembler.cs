using OlmoRL.Actors.Messages;
using OlmoRL.Data.Tokenization;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Rollouts;

/// <summary>Puts the chunks of sampled tokens together into completions.</summary>
internal sealed class CompletionAssembler(ITokenizer tokenizer)
{
    private readonly Dictionary<(long Group, int Epoch, int Sibling), Draft> _drafts = [];

    /// <summary>Takes a chunk; chunks of a sequence arrive in order.</summary>
    public void Append(TokensAppended chunk)
    {
        var key = (chunk.GroupId, chunk.Epoch, chunk.Sibling);
        if (!_drafts.TryGetValue(key, out var draft))
            _drafts[key] = draft = new Draft();
        if (chunk.Offset != draft.Tokens.Count)
            throw new InvalidOperationException($"sibling {key} continues at {chunk.Offset}, not at {draft.Tokens.Count}");
        foreach (var span in chunk.Spans)
            draft.AddSpan(span with { Start = span.Start + chunk.Offset });
        draft.Tokens.AddRange(chunk.TokenIds);
        draft.LogProbs.AddRange(chunk.LogProbs);
    }

    /// <summary>The completion of a sequence that ended.</summary>
    public Completion Finish(CompletionFinished finished)
    {
        if (!_drafts.Remove((finished.GroupId, finished.Epoch, finished.Sibling), out var draft)
            || draft.Tokens.Count != finished.TokenCount)
            throw new InvalidOperationException($"tokens of group {finished.GroupId}, sibling {finished.Sibling} are missing");
        int[] ids = [.. draft.Tokens];
        return new Completion
        {
            Segments = [new CompletionSegment { TokenIds = ids, LogProbs = [.. draft.LogProbs], Spans = [.. draft.Spans] }],
            FinishReason = finished.FinishReason,
            Text = tokenizer.Decode(ids),
        };
    }

    /// <summary>Drops what a lease left unfinished.</summary>
    public void Forget(long groupId)
    {
        foreach (var key in _drafts.Keys.Where(k => k.Group == groupId).ToArray())
            _ = _drafts.Remove(key);
    }

    private sealed class Draft
    {
        public List<int> Tokens { get; } = [];

        public List<float> LogProbs { get; } = [];

        public List<PolicySpan> Spans { get; } = [];

        public void AddSpan(PolicySpan span)
        {
            if (Spans.Count > 0 && Spans[^1].Version == span.Version)
                Spans[^1] = Spans[^1] with { Count = Spans[^1].Count + span.Count };
            else
                Spans.Add(span);
        }
    }
}
