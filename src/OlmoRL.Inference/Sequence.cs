using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>A request on its way: tokens so far, the blocks that hold its keys and values, and how much is in them.</summary>
public sealed class Sequence(GenerationRequest request)
{
    private readonly List<int> _tokens = [.. request.PromptTokenIds];

    /// <summary>What was asked for.</summary>
    public GenerationRequest Request { get; } = request;

    /// <summary>Prompt, then what was sampled.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Tokens of the prompt.</summary>
    public int PromptLength => Request.PromptTokenIds.Length;

    /// <summary>Tokens sampled so far.</summary>
    public int SampledCount => _tokens.Count - PromptLength;

    /// <summary>Cache blocks in order of position; empty while it waits.</summary>
    public int[] Blocks { get; set; } = [];

    /// <summary>Tokens whose keys and values are in the cache.</summary>
    public int CachedCount { get; set; }

    /// <summary>Most tokens it can ever hold.</summary>
    public int MaxLength => PromptLength + Request.Sampling.MaxTokens;

    /// <summary>Appends a sampled token; tells whether that ended the sequence.</summary>
    public FinishReason? Append(int token)
    {
        _tokens.Add(token);
        if (Array.IndexOf(Request.Sampling.StopTokenIds, token) >= 0)
            return FinishReason.Stop;
        return SampledCount >= Request.Sampling.MaxTokens ? FinishReason.Length : null;
    }
}
