using System.Collections.Concurrent;
using System.Text.Json;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Serving.Structured;

/// <summary>The grammars that clients ask a model for: the same one is made once.</summary>
/// <param name="tokenizer">Of the model.</param>
public sealed class AnswerGrammars(ITokenizer tokenizer)
{
    private const int MaxKept = 64;
    private readonly Lazy<SortedVocabulary> _vocabulary = new(() => new SortedVocabulary(tokenizer));
    private readonly ConcurrentDictionary<string, AnswerGrammar> _kept = [];

    /// <summary>Texts that fit a JSON schema, or any object where there is none.</summary>
    /// <exception cref="InvalidDataException">The schema, or the model's tokenizer, cannot be kept to.</exception>
    public AnswerGrammar Of(JsonElement? schema)
    {
        var key = schema?.GetRawText() ?? "";
        if (_kept.TryGetValue(key, out var known))
            return known;
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        var language = schema is { } given ? JsonSchemaReader.Read(given) : JsonSchemaReader.AnyObject();
        return _kept.GetOrAdd(key, new AnswerGrammar(_vocabulary.Value, language));
    }
}
