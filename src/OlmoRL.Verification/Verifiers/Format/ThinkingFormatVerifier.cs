using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers.Format;

/// <summary>Options of the thinking format.</summary>
public sealed record ThinkingFormatOptions : VerifierOptions
{
    /// <summary>After the thinking there must be exactly one &lt;answer&gt;...&lt;/answer&gt; and nothing else but white space before it.</summary>
    public bool AnswerTag { get; init; }
}

/// <summary>Accepts thinking that is closed once, with an answer behind it.</summary>
/// <remarks>
/// The opening tag may be in the prompt already, so it is optional, but only at the very start. With `answer_tag` this is the
/// R1 format of the reference, `...&lt;/think&gt; &lt;answer&gt;...&lt;/answer&gt;`, except that a tag may not come twice.
/// </remarks>
public sealed class ThinkingFormatVerifier(ThinkingFormatOptions options) : IVerifier
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) => ValueTask.FromResult<Verdict>(
        Problem(request.Completion.Trim()) is { } problem ? new Verdict.Incorrect(problem) : new Verdict.Correct());

    private string? Problem(string text)
    {
        if (text.StartsWith(Open, StringComparison.Ordinal))
            text = text[Open.Length..];
        if (text.Contains(Open, StringComparison.Ordinal))
            return "<think> after the start";
        if (text.Split(Close) is not [_, var answer])
            return text.Contains(Close, StringComparison.Ordinal) ? "</think> more than once" : "the thinking is not closed";
        if (string.IsNullOrWhiteSpace(answer))
            return "nothing after the thinking";
        return options.AnswerTag && !IsTagged(answer.Trim()) ? "no single <answer>...</answer> after the thinking" : null;
    }

    private static bool IsTagged(string answer) =>
        answer.StartsWith("<answer>", StringComparison.Ordinal) && answer.Split("<answer>").Length == 2
        && answer.Split("</answer>") is [var inner, _] && inner.Length > "<answer>".Length;
}
