namespace OlmoRL.Data.Tokenization;

/// <summary>Trains a byte-level BPE vocabulary. The same corpus always gives the same tokenizer.</summary>
/// <remarks>
/// Text is split by the cl100k pattern with single digits, and merges stay within pieces, so a digit is always one
/// token and numbers of equal length take equally many tokens. The most frequent pair merges first; of equally
/// frequent pairs the one with the smaller ids.
/// </remarks>
public static class BpeTrainer
{
    private const int DigitRun = 1;
    private const int MinPairCount = 2;

    /// <summary>Trains on texts.</summary>
    /// <param name="texts">The corpus; special tokens written out in it are left out of the counts.</param>
    /// <param name="vocabularySize">
    /// Bytes, merges and special tokens together. The result is smaller when no pair is left that occurs twice.
    /// </param>
    /// <param name="specialTokens">Take the last ids, in this order; the end of text must be among them.</param>
    public static BpeTokenizer Train(IEnumerable<string> texts, int vocabularySize, IReadOnlyList<string> specialTokens)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(specialTokens);
        var mergedSize = vocabularySize - specialTokens.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(mergedSize, ByteAlphabet.Order.Count, nameof(vocabularySize));
        if (!specialTokens.Contains(BpeDefinition.DefaultEndOfText)
            || specialTokens.Distinct().Count() < specialTokens.Count)
            throw new ArgumentException(
                $"Special tokens must differ and include '{BpeDefinition.DefaultEndOfText}'.", nameof(specialTokens));

        var spellings = ByteAlphabet.Order.Select(b => ByteAlphabet.ToChar(b).ToString()).ToList();
        var vocabulary = Enumerable.Range(0, spellings.Count).ToDictionary(id => spellings[id], StringComparer.Ordinal);
        var counts = new PairCounts(CountPieces(texts, specialTokens), vocabulary);
        var merges = new List<BpeMerge>();
        while (vocabulary.Count < mergedSize && counts.TakeMostFrequent(MinPairCount) is var (left, right))
        {
            // Two pairs may spell the same token: the second leads to the first's id.
            var spelling = spellings[left] + spellings[right];
            if (!vocabulary.TryGetValue(spelling, out var result))
            {
                result = spellings.Count;
                spellings.Add(spelling);
                vocabulary.Add(spelling, result);
            }

            merges.Add(new BpeMerge(left, right, result, merges.Count));
            counts.Merge(left, right, result);
        }

        return new BpeTokenizer(new BpeDefinition
        {
            Vocabulary = vocabulary,
            Merges = merges,
            AddedTokens = [.. specialTokens.Select((s, i) => new AddedToken(vocabulary.Count + i, s))],
            PreTokenizer = [PreTokenizerStep.Cl100k(DigitRun)],
        });
    }

    private static Dictionary<string, long> CountPieces(IEnumerable<string> texts, IReadOnlyList<string> specialTokens)
    {
        var matcher = new AddedTokenMatcher([.. specialTokens.Select((s, i) => new AddedToken(i, s))]);
        var splitter = new Cl100kSplitter(DigitRun);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var pieces = new List<TextPiece>();
        foreach (var text in texts)
        {
            var rest = text.AsSpan();
            while (matcher.Next(rest, out var index) is { } token)
            {
                Count(rest[..index]);
                rest = rest[(index + token.Content.Length)..];
            }

            Count(rest);
        }

        return counts;

        void Count(ReadOnlySpan<char> text)
        {
            pieces.Clear();
            splitter.Split(text, 0, pieces);
            foreach (var piece in pieces)
                lookup[text.Slice(piece.Start, piece.Length)] =
                    1 + (lookup.TryGetValue(text.Slice(piece.Start, piece.Length), out var count) ? count : 0);
        }
    }
}
