namespace OlmoRL.Tasks;

/// <summary>Where predictions came from: run.json.</summary>
public sealed record TaskRun
{
    /// <summary>`model`, `gold` or the file of answers.</summary>
    public required string Answers { get; init; }

    /// <summary>The checkpoint's folder; null where no model answered.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Digest of its weights, config and tokenizer.</summary>
    public string? CheckpointDigest { get; init; }

    /// <summary>Number format in which it computed.</summary>
    public string? Precision { get; init; }

    /// <summary>Digest of the task.</summary>
    public required string TaskDigest { get; init; }

    /// <summary>Digest of each file of the data set, by name.</summary>
    public required IReadOnlyDictionary<string, string> DataDigests { get; init; }

    /// <summary>Seeds of the draws.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>What to type to do it again.</summary>
    public required string Command { get; init; }

    /// <summary>The program's version and commit.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>The machine.</summary>
    public required string Machine { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>How long answering and grading took.</summary>
    public required double Seconds { get; init; }
}
