using System.Text.Json;

namespace OlmoRL.Evaluation;

/// <summary>How a checkpoint did on one problem.</summary>
/// <param name="Item">The problem.</param>
/// <param name="Samples">Completions sampled.</param>
/// <param name="Correct">Of those, right.</param>
/// <param name="Parsable">Of those, with an answer that could be read.</param>
/// <param name="GreedyCorrect">Whether the greedy completion is right.</param>
public sealed record ProblemResult(string Item, int Samples, int Correct, int Parsable, bool GreedyCorrect);

/// <summary>How a checkpoint did on held-out problems: written as evaluation.json.</summary>
public sealed record EvaluationReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>The model.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>development or test.</summary>
    public required string Split { get; init; }

    /// <summary>Sampling temperature.</summary>
    public required double Temperature { get; init; }

    /// <summary>Tokens sampled, greedy ones included.</summary>
    public required long SampledTokens { get; init; }

    /// <summary>In order of problems.</summary>
    public required IReadOnlyList<ProblemResult> Problems { get; init; }

    /// <summary>Unbiased pass@k, mean over problems.</summary>
    public double PassAt(int k) => Problems.Average(p => PassAtK.Estimate(p.Samples, p.Correct, k));

    /// <summary>Share of problems whose greedy completion is right.</summary>
    public double GreedyAccuracy() => Problems.Average(p => p.GreedyCorrect ? 1.0 : 0.0);

    /// <summary>Share of completions with an answer that could be read.</summary>
    public double ParsableShare() => (double)Problems.Sum(p => p.Parsable) / Problems.Sum(p => p.Samples);

    /// <summary>Share of the readable answers that are right.</summary>
    public double CorrectAmongParsable() =>
        (double)Problems.Sum(p => p.Correct) / Math.Max(1, Problems.Sum(p => p.Parsable));

    /// <summary>Reads evaluation.json.</summary>
    public static EvaluationReport Read(string path) =>
        JsonSerializer.Deserialize<EvaluationReport>(File.ReadAllText(path), Json)
        ?? throw new InvalidDataException($"{path}: empty");

    /// <summary>Writes evaluation.json, atomically.</summary>
    public void Write(string path)
    {
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this, Json));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
