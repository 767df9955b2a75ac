namespace OlmoRL.Inference;

/// <summary>Tokens of one sequence in one forward pass.</summary>
/// <param name="Sequence">Whose.</param>
/// <param name="Start">Position of the first.</param>
/// <param name="Count">How many.</param>
/// <param name="StoreFrom">Keys and values of earlier positions are in the cache already and must not be written.</param>
/// <param name="LogitCount">How many of the last tokens need logits: 1 to sample, 0 in the middle of a prompt.</param>
public readonly record struct ScheduledTokens(Sequence Sequence, int Start, int Count, int StoreFrom, int LogitCount)
{
    /// <summary>One past the last position.</summary>
    public int End => Start + Count;

    /// <summary>Whether a token is sampled after the pass.</summary>
    public bool Samples => End == Sequence.Length;
}

/// <summary>What one forward pass computes. The scheduler fills the same object for every step.</summary>
public sealed class ScheduledBatch
{
    /// <summary>Consecutive rows of the pass.</summary>
    public List<ScheduledTokens> Spans { get; } = [];

    /// <summary>Blocks to copy before the pass, in layers that see everything and in layers that slide.</summary>
    public IReadOnlyList<List<BlockCopy>> Copies { get; } = [[], []];

    /// <summary>Rows of the pass.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Rows that need logits.</summary>
    public int LogitCount { get; private set; }

    /// <summary>Adds rows.</summary>
    public void Add(ScheduledTokens span)
    {
        Spans.Add(span);
        TokenCount += span.Count;
        LogitCount += span.LogitCount;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Spans.Clear();
        foreach (var copies in Copies)
            copies.Clear();
        (TokenCount, LogitCount) = (0, 0);
    }
}
