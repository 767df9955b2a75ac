namespace OlmoRL.Data.Tokenization;

/// <summary>Applies merges to the tokens of one piece, best rank first.</summary>
/// <remarks>
/// Words are short: there the best pair is found by looking at all of them, and only the two beside a merge are looked up
/// anew. That is O(n²), so long pieces go through a queue in O(n log n).
/// </remarks>
internal sealed class BpeMerger(MergeTable merges)
{
    private const int ShortPiece = 96;

    /// <summary>Merges in place and tells how many tokens are left at the front of the span.</summary>
    public int Merge(Span<int> tokens) => tokens.Length < 2 ? tokens.Length
        : tokens.Length <= ShortPiece ? MergeShort(tokens)
        : MergeLong(tokens);

    private int MergeShort(Span<int> tokens)
    {
        // The pair that begins at each token.
        Span<int> ranks = stackalloc int[ShortPiece];
        Span<int> results = stackalloc int[ShortPiece];
        var count = tokens.Length;
        for (var i = 0; i + 1 < count; i++)
            ranks[i] = merges.Rank(tokens[i], tokens[i + 1], out results[i]);

        while (count > 1)
        {
            var (best, at) = (MergeTable.NoRank, 0);
            for (var i = 0; i < count - 1; i++)
            {
                if (ranks[i] < best)
                    (best, at) = (ranks[i], i);
            }

            if (best == MergeTable.NoRank)
                break;
            tokens[at] = results[at];
            tokens[(at + 2)..count].CopyTo(tokens[(at + 1)..]);
            if (at + 2 < count)
            {
                ranks[(at + 2)..count].CopyTo(ranks[(at + 1)..]);
                results[(at + 2)..count].CopyTo(results[(at + 1)..]);
            }

            count--;
            if (at + 1 < count)
                ranks[at] = merges.Rank(tokens[at], tokens[at + 1], out results[at]);
            if (at > 0)
                ranks[at - 1] = merges.Rank(tokens[at - 1], tokens[at], out results[at - 1]);
        }

        return count;
    }

    private int MergeLong(Span<int> tokens)
    {
        Span<int> next = new int[tokens.Length];
        Span<int> previous = new int[tokens.Length];
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
        if (left < 0 || right >= tokens.Length)
            return;
        var rank = merges.Rank(tokens[left], tokens[right], out var result);
        if (rank != MergeTable.NoRank)
            candidates.Enqueue(new(left, tokens[left], tokens[right], result), (ulong)(uint)rank << 32 | (uint)left);
    }

    private readonly record struct Candidate(int At, int Left, int Right, int Result);
}
