using System.Runtime.InteropServices;
using System.Text;

namespace OlmoRL.Data.Tokenization;

/// <summary>
/// How often each pair of adjacent tokens occurs in a corpus of counted pieces, kept up to date under merges.
/// </summary>
internal sealed class PairCounts
{
    private readonly List<(List<int> Tokens, long Count)> _words = [];
    private readonly Dictionary<(int Left, int Right), long> _counts = [];

    // Words that have, or once had, the pair.
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _wordsOf = [];
    private readonly PriorityQueue<(int Left, int Right), (long Negated, int Left, int Right)> _queue = new();

    public PairCounts(Dictionary<string, long> pieces, Dictionary<string, int> vocabulary)
    {
        foreach (var (piece, count) in pieces)
        {
            var tokens = Encoding.UTF8.GetBytes(piece).Select(b => vocabulary[ByteAlphabet.ToChar(b).ToString()]);
            _words.Add(([.. tokens], count));
            CountWord(_words.Count - 1, 1, gains: null);
        }

        foreach (var pair in _counts.Keys)
            Enqueue(pair);
    }

    /// <summary>
    /// The most frequent pair; of several the one with the smallest ids. Null when all are rarer than asked.
    /// </summary>
    public (int Left, int Right)? TakeMostFrequent(int minCount)
    {
        while (_queue.TryDequeue(out var pair, out var priority))
        {
            var count = _counts.GetValueOrDefault(pair);
            if (count == -priority.Negated)
                return count >= minCount ? pair : null;

            // Counts that fell are noticed here. Those that rose were queued again when they did.
            if (count > 0 && count < -priority.Negated)
                Enqueue(pair);
        }

        return null;
    }

    /// <summary>Replaces a pair by one token, from left to right, in every word.</summary>
    public void Merge(int left, int right, int result)
    {
        var gains = new Dictionary<(int Left, int Right), long>();
        foreach (var word in _wordsOf[(left, right)])
        {
            CountWord(word, -1, gains);
            var tokens = _words[word].Tokens;
            var kept = 0;
            for (var i = 0; i < tokens.Count; i++)
            {
                var isPair = tokens[i] == left && i + 1 < tokens.Count && tokens[i + 1] == right;
                tokens[kept++] = isPair ? result : tokens[i];
                i += isPair ? 1 : 0;
            }

            tokens.RemoveRange(kept, tokens.Count - kept);
            CountWord(word, 1, gains);
        }

        _ = _wordsOf.Remove((left, right));
        foreach (var (pair, gain) in gains)
        {
            if (gain > 0)
                Enqueue(pair);
        }
    }

    private void CountWord(int word, int sign, Dictionary<(int Left, int Right), long>? gains)
    {
        var (tokens, count) = _words[word];
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var pair = (tokens[i], tokens[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * count;
            if (gains is not null)
                CollectionsMarshal.GetValueRefOrAddDefault(gains, pair, out _) += sign * count;
            ref var words = ref CollectionsMarshal.GetValueRefOrAddDefault(_wordsOf, pair, out _);
            _ = (words ??= []).Add(word);
        }
    }

    private void Enqueue((int Left, int Right) pair)
    {
        if (_counts[pair] is > 0 and var count)
            _queue.Enqueue(pair, (-count, pair.Left, pair.Right));
    }
}
