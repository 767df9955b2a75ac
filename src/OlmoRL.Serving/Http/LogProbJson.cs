using System.Text.Json.Nodes;
using OlmoRL.Data.Tokenization;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Serving.Http;

/// <summary>Log-probs in the two forms that OpenAI's API has for them.</summary>
public static class LogProbJson
{
    /// <summary>Of a chat answer: a list of tokens with their bytes and alternatives.</summary>
    public static JsonObject Chat(ITokenizer tokenizer, IEnumerable<GeneratedToken> tokens) => new()
    {
        ["content"] = new JsonArray([.. tokens.Select(t =>
        {
            var entry = Entry(tokenizer, t.TokenId, t.LogProb);
            entry["top_logprobs"] = new JsonArray([.. (t.Top ?? []).Select(a => (JsonNode)Entry(tokenizer, a.TokenId, a.LogProb))]);
            return (JsonNode)entry;
        })]),
    };

    /// <summary>Of a legacy completion: lists side by side.</summary>
    /// <param name="offset">Characters before the first token.</param>
    public static JsonObject Completion(ITokenizer tokenizer, IReadOnlyList<GeneratedToken> tokens, int offset)
    {
        var (texts, values, top, offsets) = (new JsonArray(), new JsonArray(), new JsonArray(), new JsonArray());
        foreach (var token in tokens)
        {
            var text = Text(tokenizer, token.TokenId);
            texts.Add(text);
            values.Add(Value(token.LogProb));
            offsets.Add(offset);
            offset += text.Length;
            var alternatives = new JsonObject();
            foreach (var alternative in token.Top ?? [])
                alternatives[Text(tokenizer, alternative.TokenId)] = Value(alternative.LogProb);
            top.Add(alternatives);
        }

        return new JsonObject { ["tokens"] = texts, ["token_logprobs"] = values, ["top_logprobs"] = top, ["text_offset"] = offsets };
    }

    private static JsonObject Entry(ITokenizer tokenizer, int id, float logProb) => new()
    {
        ["token"] = Text(tokenizer, id),
        ["logprob"] = Value(logProb),
        ["bytes"] = new JsonArray([.. tokenizer.TokenBytes(id, skipSpecialTokens: false).ToArray().Select(b => (JsonNode)(int)b)]),
    };

    private static string Text(ITokenizer tokenizer, int id) => tokenizer.Decode([id], skipSpecialTokens: false);

    /// <summary>JSON has no infinity: what cannot be drawn is as unlikely as a double can say (as vLLM does).</summary>
    private static double Value(float logProb) => float.IsFinite(logProb) ? logProb : -9999;
}
