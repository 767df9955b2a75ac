using System.Collections.Concurrent;

namespace OlmoRL.Serving.Structured;

/// <summary>What an answer's text may be, in terms of a model's tokens. Thread-safe: many sequences share it.</summary>
public sealed class AnswerGrammar
{
    private readonly Lock _lock = new();
    private readonly SortedVocabulary _vocabulary;
    private readonly ByteAutomaton _automaton;
    private readonly ConcurrentDictionary<int, ulong[]> _masks = [];

    internal AnswerGrammar(SortedVocabulary vocabulary, ByteExpression language) =>
        (_vocabulary, _automaton) = (vocabulary, new ByteAutomaton(language));

    /// <summary>Before the first token.</summary>
    internal int Start => _automaton.Start;

    /// <summary>Tokens that may come next, as a mask.</summary>
    internal ulong[] Allowed(int state)
    {
        if (_masks.TryGetValue(state, out var known))
            return known;
        lock (_lock)
            return _masks.GetOrAdd(state, s => _vocabulary.Mask(_automaton, s));
    }

    /// <summary>The state behind a token that was allowed, and whether a whole text ends there.</summary>
    internal (int State, bool Complete) Take(int state, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (var value in bytes)
                state = _automaton.Next(state, value);
            return (state, _automaton.IsComplete(state));
        }
    }
}
