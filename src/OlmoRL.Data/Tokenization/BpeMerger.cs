namespace OlmoRL.Data.Tokenization;

/// <summary>Applies merges to the tokens of one piece, best rank first, in O(n log n).</summary>
internal sealed class BpeMerger
{
    private const int StackLimit = 256;

    private readonly Dictionary<ulong, (int Rank, int Result)> _merges;

    public BpeMerger(IReadOnlyList<BpeMerge> merges)
    {
        _merges = new(merges.Count);

        // A pair that is listed twice goes by its last place, as in Hugging Face's tokenizers.
        foreach (var merge in merges)
            _merges[Pack(merge.Left, merge.Right)] = (merge.Rank, merge.Result);
    }

    /// <summary>Merges in place and tells how many tokens are left at the front of the span.</summary>
    public int Merge(Span<int> tokens)
    {
        if (tokens.Length < 2)
            return tokens.Length;
        Span<int> next = tokens.Length <= StackLimit ? stackalloc int[tokens.Length] : new int[tokens.Length];
        Span<int> previous = tokens.Length <= StackLimit ? stackalloc int[tokens.Length] : new int[tokens.Length];
        var candidates = new PriorityQueue<Candidate, ulong>();
        for (var i = 0; i < tokens.Length; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            Propose(candidates, tokens, i - 1, i);
        }

        while (candidates.TryDequeue(out var candidate, out _))
        {
            var (at, left, right, result) = candidate;

            // A merged-away right side is -1, and a changed one differs: either way the candidate is out of date.
            if (tokens[at] != left || next[at] == tokens.Length || tokens[next[at]] != right)
                continue;
            tokens[at] = result;
            tokens[next[at]] = -1;
            next[at] = next[next[at]];
            if (next[at] < tokens.Length)
                previous[next[at]] = at;
            Propose(candidates, tokens, previous[at], at);
            Propose(candidates, tokens, at, next[at]);
        }

        var count = 0;
        for (var i = 0; i < tokens.Length; i = next[i])
            tokens[count++] = tokens[i];
        return count;
    }

    private void Propose(PriorityQueue<Candidate, ulong> candidates, Span<int> tokens, int left, int right)
    {
        if (left >= 0 && right < tokens.Length && _merges.TryGetValue(Pack(tokens[left], tokens[right]), out var merge))
            candidates.Enqueue(new(left, tokens[left], tokens[right], merge.Result), Pack(merge.Rank, left));
    }

    private static ulong Pack(int high, int low) => (ulong)(uint)high << 32 | (uint)low;

    private readonly record struct Candidate(int At, int Left, int Right, int Result);
}
