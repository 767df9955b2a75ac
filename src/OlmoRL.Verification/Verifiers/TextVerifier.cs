using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Which part of a completion is compared with the ground truth, and how.</summary>
public enum TextRule
{
    /// <summary>What follows the last "The answer is: ".</summary>
    Flan,

    /// <summary>The last answer tag.</summary>
    StringMatcher,

    /// <summary>Everything after thinking.</summary>
    Puzzle,

    /// <summary>Everything after thinking; shared words with the nearest of several ground truths.</summary>
    StringF1,

    /// <summary>The first finish tag; any of several ground truths.</summary>
    ReSearch,

    /// <summary>The first finish tag; shared words, and 0.1 for the tag alone.</summary>
    ReSearchF1,
}

/// <summary>The verifiers that compare words: equality, or F1, in SQuAD's form.</summary>
public sealed class TextVerifier(TextRule rule) : IVerifier
{
    private const string FlanPhrase = "The answer is: ";
    private const double TagScore = 0.1;

    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(Verify(request));

    private Verdict Verify(VerificationRequest request)
    {
        if (Part(request.Completion) is not { Length: > 0 } answer)
            return new Verdict.Incorrect("no answer in the form that is asked for");
        request.Trace?.Add($"answer: {Excerpt.Of(answer)}");
        var golds = rule is TextRule.Flan or TextRule.StringMatcher or TextRule.Puzzle
            ? [request.GroundTruth] : FinalText.Alternatives(request.GroundTruth);
        if (rule is not (TextRule.StringF1 or TextRule.ReSearchF1))
            return golds.Any(g => SquadForm.Of(g) == SquadForm.Of(answer))
                ? new Verdict.Correct() : new Verdict.Incorrect($"{Excerpt.Of(answer)} is not {Excerpt.Of(golds[0])}");
        var score = golds.Max(g => SquadForm.F1(answer, g));
        if (score == 0 && rule == TextRule.ReSearchF1)
            score = TagScore;
        return score > 0 ? new Verdict.Correct(score) : new Verdict.Incorrect($"{Excerpt.Of(answer)} shares no word with {Excerpt.Of(golds[0])}");
    }

    private string? Part(string completion) => rule switch
    {
        TextRule.Flan => completion[(completion.LastIndexOf(FlanPhrase, StringComparison.Ordinal) is >= 0 and var at ? at + FlanPhrase.Length : 0)..].Trim(),
        TextRule.StringMatcher => FinalText.LastTag(completion, "answer"),
        TextRule.ReSearch or TextRule.ReSearchF1 => FinalText.FirstTag(completion, "finish"),
        _ => FinalText.AfterThinking(completion),
    };
}
