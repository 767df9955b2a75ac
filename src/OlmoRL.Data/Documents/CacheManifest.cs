namespace OlmoRL.Data.Documents;

/// <summary>What a cache of tokenised documents was made of, and the fate of every row: cache.json.</summary>
public sealed record CacheManifest
{
    /// <summary>Digest of the rows and of how they were encoded.</summary>
    public required string Key { get; init; }

    /// <summary>The data set.</summary>
    public required string Source { get; init; }

    /// <summary>Digest of the data set's files.</summary>
    public required string SourceDigest { get; init; }

    /// <summary>Rows read.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows had each fate.</summary>
    public required IReadOnlyDictionary<RowFate, long> Fates { get; init; }

    /// <summary>The first malformed rows, each with its number and what is wrong.</summary>
    public required IReadOnlyList<string> FirstMalformed { get; init; }

    /// <summary>Documents of a row.</summary>
    public required int DocumentsPerRow { get; init; }

    /// <summary>Bytes of a token id: 2 or 4.</summary>
    public required int BytesPerToken { get; init; }

    /// <summary>Tokens of all documents.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens the loss sees.</summary>
    public required long TrainedTokens { get; init; }

    /// <summary>Rows that are trained on.</summary>
    public long KeptRows => Fates.GetValueOrDefault(RowFate.Kept);
}
