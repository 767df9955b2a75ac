using OlmoRL.Data.Tokenization;

namespace OlmoRL.Serving.Structured;

/// <summary>A tokenizer's tokens in the order of their bytes, so that tokens that begin alike are walked once as far as they do.</summary>
internal sealed class SortedVocabulary
{
    private readonly (byte[] Bytes, int Id)[] _tokens;
    private readonly int[] _shared;

    /// <summary>Special tokens stand for no text and are left out.</summary>
    /// <exception cref="InvalidDataException">Some bytes can only be said together with others.</exception>
    public SortedVocabulary(ITokenizer tokenizer)
    {
        Words = (tokenizer.VocabularySize + 63) / 64;
        _tokens = [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(tokenizer.HasToken)
            .Select(id => (Bytes: tokenizer.TokenBytes(id).ToArray(), Id: id)).Where(t => t.Bytes.Length > 0)];
        if (_tokens.Where(t => t.Bytes.Length == 1).Select(t => t.Bytes[0]).Distinct().Count() <= byte.MaxValue)
            throw new InvalidDataException("the model's tokenizer has no token for some bytes (allowed: a byte-level tokenizer)");
        Array.Sort(_tokens, (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes));
        _shared = [.. _tokens.Select((t, i) => i == 0 ? 0 : t.Bytes.AsSpan().CommonPrefixLength(_tokens[i - 1].Bytes))];
    }

    /// <summary>Of 64 tokens each, in a mask.</summary>
    public int Words { get; }

    /// <summary>A bit for every token whose bytes the automaton can take from a state.</summary>
    public ulong[] Mask(ByteAutomaton automaton, int from)
    {
        var mask = new ulong[Words];
        var states = new List<int> { from }; // behind each byte of the token before, as far as it could be taken
        for (var i = 0; i < _tokens.Length; i++)
        {
            var (bytes, id) = _tokens[i];
            var taken = states.Count - 1;
            if (_shared[i] > taken)
                continue; // it begins with the byte at which the one before died
            states.RemoveRange(_shared[i] + 1, taken - _shared[i]);
            while (states.Count <= bytes.Length && automaton.Next(states[^1], bytes[states.Count - 1]) is not ByteAutomaton.Dead and var next)
                states.Add(next);
            if (states.Count == bytes.Length + 1)
                mask[id / 64] |= 1UL << id;
        }

        return mask;
    }
}
