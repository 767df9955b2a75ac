using System.Text.Json.Nodes;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Serving.Http;

/// <summary>Writes answers as OpenAI's API has them: a legacy completion or a chat completion, whole or in chunks.</summary>
/// <param name="model">What answers.</param>
/// <param name="request">What was asked.</param>
/// <param name="chat">The chat form.</param>
public sealed class AnswerWriter(ServedModel model, AnswerRequest request, bool chat)
{
    private readonly string _id = (chat ? "chatcmpl-" : "cmpl-") + Guid.NewGuid().ToString("N");
    private readonly long _created = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The response to a request that does not stream.</summary>
    /// <param name="choices">Every answer, with its text and tokens.</param>
    public JsonObject Whole(IReadOnlyList<(ChoiceState State, string Text, IReadOnlyList<GeneratedToken> Tokens)> choices)
    {
        var body = Envelope(chat ? "chat.completion" : "text_completion", choices.Select(c =>
        {
            var choice = Choice(c.State, c.Tokens, offset: 0);
            if (chat)
                choice["message"] = new JsonObject { ["role"] = "assistant", ["content"] = c.Text };
            else
                choice["text"] = c.Text;
            return choice;
        }));
        body["usage"] = Usage([.. choices.Select(c => c.State)]);
        return body;
    }

    /// <summary>The first chunk of a chat answer: who speaks.</summary>
    public JsonObject Opening(int index) => Envelope("chat.completion.chunk",
        [new JsonObject { ["index"] = index, ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = "" }, ["finish_reason"] = null }]);

    /// <summary>A piece of an answer.</summary>
    public JsonObject Chunk(ChoiceState state, string text, IReadOnlyList<GeneratedToken> tokens)
    {
        var choice = Choice(state, tokens, state.SentLength - text.Length);
        if (chat)
            choice["delta"] = new JsonObject { ["content"] = text };
        else
            choice["text"] = text;
        return Envelope(chat ? "chat.completion.chunk" : "text_completion", [choice]);
    }

    /// <summary>The last chunk, when it was asked for.</summary>
    public JsonObject UsageChunk(IReadOnlyList<ChoiceState> states)
    {
        var body = Envelope(chat ? "chat.completion.chunk" : "text_completion", []);
        body["usage"] = Usage(states);
        return body;
    }

    private JsonObject Choice(ChoiceState state, IReadOnlyList<GeneratedToken> tokens, int offset)
    {
        var choice = new JsonObject
        {
            ["index"] = state.Index,
            ["finish_reason"] = state.FinishReason,
            ["logprobs"] = !request.LogProbs ? null
                : chat ? LogProbJson.Chat(model.Tokenizer, tokens) : LogProbJson.Completion(model.Tokenizer, tokens, offset),
        };
        if (request.TokenIds)
        {
            choice["token_ids"] = new JsonArray([.. tokens.Select(t => (JsonNode)t.TokenId)]);
            choice["prompt_token_ids"] = new JsonArray([.. request.Prompts[state.Index / request.Choices].Select(t => (JsonNode)t)]);
        }

        return choice;
    }

    private JsonObject Usage(IReadOnlyList<ChoiceState> states)
    {
        var (prompt, answer) = (request.Prompts.Sum(p => p.Length), states.Sum(s => s.TokenCount));
        return new JsonObject { ["prompt_tokens"] = prompt, ["completion_tokens"] = answer, ["total_tokens"] = prompt + answer };
    }

    private JsonObject Envelope(string kind, IEnumerable<JsonObject> choices) => new()
    {
        ["id"] = _id,
        ["object"] = kind,
        ["created"] = _created,
        ["model"] = model.Name,
        ["choices"] = new JsonArray([.. choices]),
    };
}
