namespace OlmoRL.Data.Tokenization;

/// <summary>
/// Two adjacent tokens that become one. Lower ranks go first; of equal ranks the leftmost in the text.
/// </summary>
public readonly record struct BpeMerge(int Left, int Right, int Result, int Rank);

/// <summary>What is done to text before anything else.</summary>
public enum TextNormalization
{
    None,

    /// <summary>Unicode composition.</summary>
    Nfc,
}

/// <summary>All that defines a byte-level BPE tokenizer.</summary>
public sealed record BpeDefinition
{
    /// <summary>The text of the token that ends a document.</summary>
    public const string DefaultEndOfText = "<|endoftext|>";

    /// <summary>The text of the token that fills a batch.</summary>
    public const string DefaultPad = "<|pad|>";

    /// <summary>Ids by byte-level spelling. Every one of the 256 bytes is in it.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>The merges in the order of their ranks.</summary>
    public required IReadOnlyList<BpeMerge> Merges { get; init; }

    /// <summary>Whether a piece that is itself in the vocabulary is taken without merging.</summary>
    public bool IgnoreMerges { get; init; }

    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    public required IReadOnlyList<PreTokenizerStep> PreTokenizer { get; init; }

    public TextNormalization Normalization { get; init; }

    /// <summary>Must be among the added tokens.</summary>
    public string EndOfText { get; init; } = DefaultEndOfText;

    /// <summary>If it is not among the added tokens, the end of text serves.</summary>
    public string Pad { get; init; } = DefaultPad;

    /// <summary>
    /// The definition that a list of ranks stands for: any two tokens merge whose bytes together are a token.
    /// </summary>
    /// <param name="tokensByRank">Bytes of each token, its index being both its id and its rank.</param>
    public static BpeDefinition FromRanks(
        IReadOnlyList<byte[]> tokensByRank,
        IReadOnlyList<AddedToken> addedTokens,
        IReadOnlyList<PreTokenizerStep> preTokenizer)
    {
        var vocabulary = new Dictionary<string, int>(tokensByRank.Count);
        for (var rank = 0; rank < tokensByRank.Count; rank++)
            vocabulary.Add(ByteAlphabet.Spell(tokensByRank[rank]), rank);

        var lookup = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var merges = new List<BpeMerge>(2 * vocabulary.Count);
        foreach (var (token, rank) in vocabulary.OrderBy(t => t.Value))
        {
            for (var cut = 1; cut < token.Length; cut++)
            {
                if (lookup.TryGetValue(token.AsSpan(0, cut), out var left)
                    && lookup.TryGetValue(token.AsSpan(cut), out var right))
                    merges.Add(new BpeMerge(left, right, rank, rank));
            }
        }

        return new BpeDefinition
        {
            Vocabulary = vocabulary,
            Merges = merges,
            IgnoreMerges = true,
            AddedTokens = addedTokens,
            PreTokenizer = preTokenizer,
        };
    }
}
