using OlmoRL.Serving.Generation;

namespace OlmoRL.Serving.Http;

/// <summary>One answer as it grows.</summary>
/// <param name="index">Its place in the response.</param>
/// <param name="text">Turns tokens into text.</param>
public sealed class ChoiceState(int index, AnswerText text)
{
    private readonly List<GeneratedToken> _pending = [];

    /// <summary>Its place in the response.</summary>
    public int Index { get; } = index;

    /// <summary>Tokens sampled, the end token included.</summary>
    public int TokenCount { get; private set; }

    /// <summary>"stop" or "length" once it has ended.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Characters sent so far.</summary>
    public int SentLength { get; private set; }

    /// <summary>Takes a token; null while there is nothing to show, else the text and the tokens that made it.</summary>
    public (string Text, IReadOnlyList<GeneratedToken> Tokens)? Take(GeneratedToken token)
    {
        TokenCount++;
        _pending.Add(token);
        FinishReason = token.Finish is null ? null : token.Finish == Rollouts.FinishReason.Stop ? "stop" : "length";
        var shown = text.Append(token.TokenId, last: token.Finish is not null);
        if (shown.Length == 0 && token.Finish is null)
            return null;
        GeneratedToken[] tokens = [.. _pending];
        _pending.Clear();
        SentLength += shown.Length;
        return (shown, tokens);
    }
}
