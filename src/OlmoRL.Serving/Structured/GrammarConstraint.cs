using OlmoRL.Data.Tokenization;
using OlmoRL.Inference;

namespace OlmoRL.Serving.Structured;

/// <summary>Keeps one sequence to a grammar; where the model thinks first, from the end of its thinking on.</summary>
/// <param name="grammar">What may be said.</param>
/// <param name="tokenizer">Of the model.</param>
/// <param name="thinking">Watches for the end of the thinking; null where there is none.</param>
internal sealed class GrammarConstraint(AnswerGrammar grammar, ITokenizer tokenizer, StopStringMatcher? thinking) : ITokenConstraint
{
    private int _state = grammar.Start;
    private bool _thinks = thinking is not null;

    /// <inheritdoc/>
    public ReadOnlySpan<ulong> Allowed => _thinks ? [] : grammar.Allowed(_state);

    /// <inheritdoc/>
    public bool Append(int token)
    {
        if (_thinks)
        {
            _thinks = !thinking!.Append(token);
            return false;
        }

        (_state, var complete) = grammar.Take(_state, tokenizer.TokenBytes(token));
        return complete;
    }
}
