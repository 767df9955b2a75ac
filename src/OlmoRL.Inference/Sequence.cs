using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>Where a sequence is on its way through the engine.</summary>
public enum SequenceStatus
{
    /// <summary>It has not been admitted.</summary>
    Waiting,

    /// <summary>It holds a slot and blocks.</summary>
    Running,

    /// <summary>It lost its blocks to an older sequence, and will compute its tokens again.</summary>
    Preempted,

    /// <summary>It ended, or was cancelled.</summary>
    Finished,
}

/// <summary>A request on its way: tokens so far, the blocks that hold its keys and values, and how much is in them.</summary>
public sealed class Sequence(GenerationRequest request)
{
    private readonly List<int> _tokens = [.. request.PromptTokenIds, .. request.SampledTokenIds];
    private PromptScores? _promptScores;

    /// <summary>What was asked for.</summary>
    public GenerationRequest Request { get; } = request;

    /// <summary>Where it is.</summary>
    public SequenceStatus Status { get; internal set; }

    /// <summary>Prompt, then what was sampled.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Tokens so far.</summary>
    public int Length => _tokens.Count;

    /// <summary>Tokens of the prompt.</summary>
    public int PromptLength => Request.PromptTokenIds.Length;

    /// <summary>Tokens sampled so far.</summary>
    public int SampledCount => _tokens.Count - PromptLength;

    /// <summary>Its blocks: in layers that see everything, then, if there are any, in layers that slide.</summary>
    public IReadOnlyList<BlockTable> Tables { get; internal set; } = [];

    /// <summary>Tokens whose keys and values are in the cache.</summary>
    public int CachedCount { get; internal set; }

    /// <summary>Most tokens it can ever hold.</summary>
    public int MaxLength => PromptLength + Request.Sampling.MaxTokens;

    /// <summary>Watches for stop strings, or null when there are none.</summary>
    internal StopStringMatcher? StopStrings
    {
        get;
        init
        {
            field = value;
            foreach (var token in value is null ? [] : Request.SampledTokenIds)
                _ = value!.Append(token);
        }
    }

    /// <summary>Token at a position.</summary>
    public int TokenAt(int position) => _tokens[position];

    /// <summary>The prompt's log-probs as far as they are computed.</summary>
    internal PromptScores PromptScores() => _promptScores ??= new PromptScores(
        Request.Key, [.. Enumerable.Repeat(float.NaN, PromptLength)], [.. Enumerable.Repeat<TokenLogProb[]>([], PromptLength)]);

    /// <summary>Gives every block back; its tokens are in no cache then.</summary>
    internal void ReleaseBlocks()
    {
        for (var i = 0; i < Tables.Count; i++)
            Tables[i].Clear();
        CachedCount = 0;
    }

    /// <summary>Appends a sampled token; tells whether that ended the sequence.</summary>
    public FinishReason? Append(int token)
    {
        _tokens.Add(token);
        var stopped = Request.Sampling.StopTokenIds.AsSpan().Contains(token);
        if (StopStrings is not null)
            stopped |= StopStrings.Append(token);
        if (Request.Constraint is { } constraint)
            stopped |= constraint.Append(token);
        if (stopped)
            return FinishReason.Stop;
        return SampledCount >= Request.Sampling.MaxTokens ? FinishReason.Length : null;
    }
}
