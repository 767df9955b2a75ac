using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Judging;

/// <summary>Grades by asking a judge, with a reference answer, by quality alone, or by weighted criteria.</summary>
/// <remarks>A fault of the judge is Failed and never a score of 0. The answer's thinking is not shown to the judge.</remarks>
public sealed class JudgeVerifier(JudgeOptions options, Judge judge) : IVerifier, IDisposable
{
    private const int Scale = 10;
    private const int RubricScale = 2;

    /// <summary>A judge by the recipe's options.</summary>
    /// <exception cref="ArgumentException">The recipe has no such table: an endpoint is needed.</exception>
    public static IVerifier Create(VerifierContext context, JudgeMode? mode = null)
    {
        var options = context.Options<JudgeOptions>();
        if (options.Endpoint.Length == 0)
            throw new ArgumentException("a judge needs [reward.verifiers.NAME] with endpoint and model");
        return new JudgeVerifier(options with { Mode = mode ?? options.Mode }, new Judge(options, TimeProvider.System));
    }

    /// <inheritdoc/>
    public async ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation)
    {
        var answer = FinalText.FirstTag(request.Completion, "answer") ?? FinalText.AfterThinking(request.Completion);
        if (answer.Length == 0)
            return new Verdict.Incorrect("nothing to judge after the thinking");
        try
        {
            return options.Mode == JudgeMode.Rubric
                ? await JudgeByRubricAsync(request, answer, cancellation).ConfigureAwait(false)
                : await JudgeAsync(request, answer, cancellation).ConfigureAwait(false);
        }
        catch (JudgeException fault)
        {
            return new Verdict.Failed(fault.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => judge.Dispose();

    private async Task<Verdict> JudgeAsync(VerificationRequest request, string answer, CancellationToken cancellation)
    {
        var question = options.Mode == JudgeMode.Reference
            ? Question("Judge how well an answer to the conversation agrees with the reference answer in what it states. "
                + $"{Scale} means fully right, 0 entirely wrong or no answer.", Scale, request, answer, ("reference", request.GroundTruth))
            : Question("Judge how helpful, correct, relevant and clear an answer to the conversation is. "
                + $"{Scale} means it could not be better, 0 that it is of no use.", Scale, request, answer);
        var reply = await judge.AskAsync(question, cancellation).ConfigureAwait(false);
        request.Trace?.Add($"the judge gave {reply.Score} of {Scale}: {reply.Reasoning}");
        return ToVerdict(reply.Score / Scale, reply.Reasoning);
    }

    private async Task<Verdict> JudgeByRubricAsync(VerificationRequest request, string answer, CancellationToken cancellation)
    {
        if (Rubric.TryRead(request.GroundTruth) is not { } items)
            return new Verdict.Failed($"the ground truth has no weighted criteria: {Excerpt.Of(request.GroundTruth)}");
        var replies = await Task.WhenAll(items.Select(item => judge.AskAsync(
            Question("Judge whether an answer to the conversation does what the criterion says. 2 means fully, 1 partly, 0 not.",
                RubricScale, request, answer, ("criterion", item.Description)), cancellation))).ConfigureAwait(false);
        foreach (var (item, reply) in items.Zip(replies))
            request.Trace?.Add($"{reply.Score} of {RubricScale} at weight {item.Weight}, {item.Description}: {reply.Reasoning}");
        return ToVerdict(Rubric.Score(items, [.. replies.Select(r => r.Score / RubricScale)]), "the criteria sum to 0 or less");
    }

    private JudgeQuestion Question(
        string task, int scale, VerificationRequest request, string answer, params ReadOnlySpan<(string Name, string Text)> more) =>
        new(task, [("conversation", Shorten(request.Prompt)), .. more, ("answer", Shorten(answer))], scale);

    private static Verdict ToVerdict(double score, string reasoning) =>
        score > 0 ? new Verdict.Correct(Math.Min(score, 1)) : new Verdict.Incorrect(Excerpt.Of(reasoning));

    private string Shorten(string text)
    {
        var half = options.MaxCharacters / 2;
        return text.Length <= options.MaxCharacters ? text : $"{text[..half]}\n[...]\n{text[^half..]}";
    }
}
