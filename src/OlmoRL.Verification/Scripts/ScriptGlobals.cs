using System.Text.Json;
using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Scripts;

/// <summary>What a reward script sees.</summary>
public sealed class ScriptGlobals(VerificationRequest request)
{
    /// <summary>The rendered prompt.</summary>
    public string Prompt => request.Prompt;

    /// <summary>What the model wrote.</summary>
    public string Completion => request.Completion;

    /// <summary>The target's ground truth.</summary>
    public string GroundTruth => request.GroundTruth;

    /// <summary>The text of the last `Answer:` line, or null.</summary>
    public string? Answer => AnswerLine.Extract(request.Completion);

    /// <summary>Sampled tokens of the completion; null where it is only known as text.</summary>
    public int? TokenCount => request.TokenCount;

    /// <summary>The dataset row.</summary>
    public JsonElement Row => JsonSerializer.Deserialize<JsonElement>(request.Row);

    /// <summary>Correct, with a score; 0 or less is incorrect, more than 1 is 1.</summary>
    public static Verdict Score(double score) =>
        score > 0 ? new Verdict.Correct(Math.Min(score, 1)) : new Verdict.Incorrect($"scored {score}");

    /// <summary>Wrong, and why.</summary>
    public static Verdict Incorrect(string reason) => new Verdict.Incorrect(reason);

    /// <summary>Could not be decided.</summary>
    public static Verdict Failed(string reason) => new Verdict.Failed(reason);
}
