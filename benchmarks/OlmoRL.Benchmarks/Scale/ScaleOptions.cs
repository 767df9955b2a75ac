namespace OlmoRL.Benchmarks.Scale;

/// <summary>What a simulated cluster is made of.</summary>
internal sealed record ScaleOptions
{
    /// <summary>How often workers and verifiers say what they have: a third of cluster.lost_after.</summary>
    public const double ReportSeconds = 5;

    /// <summary>Inference nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Sequences that a node samples at once.</summary>
    public int SlotsPerNode { get; init; } = 32;

    /// <summary>Of one sequence.</summary>
    public double TokensPerSecond { get; init; } = 40;

    /// <summary>Of a completion; lengths are drawn evenly from 1 to twice as many.</summary>
    public int MeanTokens { get; init; } = 2048;

    /// <summary>Siblings of a group.</summary>
    public int GroupSize { get; init; } = 8;

    /// <summary>Of a training step.</summary>
    public double StepSeconds { get; init; } = 30;

    /// <summary>Token ids are below it.</summary>
    public int Vocabulary { get; init; } = 60;

    /// <summary>Steps simulated.</summary>
    public int Steps { get; init; } = 3;

    /// <summary>Groups a step trains on: what the nodes finish while it trains, about.</summary>
    public int GroupsPerStep => Math.Max(4, Nodes * SlotsPerNode / GroupSize / 4);
}
