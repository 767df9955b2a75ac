using System.Security.Cryptography;
using System.Text.Json;
using OlmoRL.Inference;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Serving.Http;

/// <summary>A completion or chat request, checked: prompts as token ids, and how to sample.</summary>
public sealed record AnswerRequest
{
    private const int MaxStops = 16;
    private const int MaxTopLogProbs = 20;

    /// <summary>[prompts][tokens]</summary>
    public required int[][] Prompts { get; init; }

    /// <summary>Answers of each prompt.</summary>
    public required int Choices { get; init; }

    /// <summary>How to draw; its token limit fits the longest prompt.</summary>
    public required SamplingParams Sampling { get; init; }

    /// <summary>Makes what an answer to a prompt is kept to, for each its own; null for none.</summary>
    public required Func<int[], ITokenConstraint>? Constrain { get; init; }

    /// <summary>Seed of every answer, [prompts × choices].</summary>
    public required ulong[] Seeds { get; init; }

    /// <summary>Whether log-probs are part of the answer.</summary>
    public required bool LogProbs { get; init; }

    /// <summary>Send text as it comes.</summary>
    public required bool Stream { get; init; }

    /// <summary>A last chunk with the token counts.</summary>
    public required bool StreamUsage { get; init; }

    /// <summary>Token ids of prompt and answer are part of the answer (an extension, as vLLM names it).</summary>
    public required bool TokenIds { get; init; }

    /// <summary>The fields of a legacy completion: `prompt` as text, texts, ids or lists of ids; `logprobs` a number.</summary>
    public static AnswerRequest Completion(RequestFields fields, ServedModel model, ServerLimits limits)
    {
        fields.Unsupported("echo", v => v.ValueKind == JsonValueKind.False);
        fields.Unsupported("suffix", v => v.ValueKind == JsonValueKind.String && v.GetString()!.Length == 0);
        fields.Unsupported("best_of", v => v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var best) && best == (fields.Integer("n", 1, limits.Choices) ?? 1));
        const int openAiDefault = 16;
        return Read(fields, model, limits, PromptIds(fields, model), fields.Integer("logprobs", 0, MaxTopLogProbs),
            fields.Integer("max_tokens", 1, int.MaxValue) ?? openAiDefault);
    }

    /// <summary>The fields of a chat completion: `messages`, rendered by the model's template.</summary>
    public static AnswerRequest Chat(RequestFields fields, ServedModel model, ServerLimits limits)
    {
        fields.Unsupported("tools", v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() == 0);
        fields.Unsupported("functions", v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() == 0);
        int[] prompt = ChatPrompt.Encode(fields, model);
        var asked = fields.Flag("logprobs");
        var top = fields.Integer("top_logprobs", 0, MaxTopLogProbs);
        if (top is not null && !asked)
            throw fields.Refuse("top_logprobs", "together with logprobs: true");
        return Read(fields, model, limits, [prompt], asked ? top ?? 0 : null,
            fields.Integer("max_completion_tokens", 1, int.MaxValue) ?? fields.Integer("max_tokens", 1, int.MaxValue) ?? int.MaxValue);
    }

    private static AnswerRequest Read(RequestFields fields, ServedModel model, ServerLimits limits, int[][] prompts, int? logProbs, int maxTokens)
    {
        bool IsZero(JsonElement v) => v.ValueKind == JsonValueKind.Number && v.GetDouble() == 0;
        fields.Unsupported("presence_penalty", IsZero);
        fields.Unsupported("frequency_penalty", IsZero);
        fields.Unsupported("logit_bias", v => v.ValueKind == JsonValueKind.Object && !v.EnumerateObject().Any());
        if (fields.Find("model") is { } name && !(name.ValueKind == JsonValueKind.String && name.ValueEquals(model.Name)))
            throw new ApiException(404, $"the model {name.GetRawText()} does not exist (allowed: \"{model.Name}\")", "model");
        var choices = fields.Integer("n", 1, limits.Choices) ?? 1;
        if (choices * prompts.Length > limits.Choices)
            throw fields.Refuse("n", $"at most {limits.Choices} answers of one request, over all prompts");
        var longest = prompts.Max(p => p.Length);
        if (longest >= model.MaxLength)
            throw new ApiException(400, $"a prompt of {longest} tokens leaves no room for an answer (allowed: at most {model.MaxLength - 1})", "prompt");
        var seed = fields.Find("seed") is { } given
            ? given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var number) ? number : throw fields.Refuse("seed", "a whole number")
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        return new AnswerRequest
        {
            Prompts = prompts,
            Choices = choices,
            Constrain = ResponseFormat.Read(fields, model),
            LogProbs = logProbs is not null,
            Stream = fields.Flag("stream"),
            StreamUsage = fields.Find("stream_options") is { ValueKind: JsonValueKind.Object } options && new RequestFields(options).Flag("include_usage"),
            TokenIds = fields.Flag("return_token_ids"),
            Seeds = [.. Enumerable.Range(0, prompts.Length * choices).Select(i => new SeedSequence(seed).Derive("serve", i))],
            Sampling = new SamplingParams
            {
                Temperature = fields.Number("temperature", 1, 0, 2),
                TopP = fields.Number("top_p", 1, double.Epsilon, 1),
                TopK = Math.Max(0, fields.Integer("top_k", -1, int.MaxValue) ?? 0),
                MinP = fields.Number("min_p", 0, 0, 0.999),
                MaxTokens = Math.Min(maxTokens, model.MaxLength - longest),
                StopTokenIds = [.. model.StopTokenIds],
                StopStrings = fields.Texts("stop", MaxStops),
                TopLogProbs = logProbs ?? 0,
            },
        };
    }

    private static int[][] PromptIds(RequestFields fields, ServedModel model)
    {
        var prompt = fields.Find("prompt") ?? throw fields.Refuse("prompt", "a text, a list of texts, token ids or lists of token ids");
        int[][] prompts = prompt.ValueKind switch
        {
            JsonValueKind.String => [model.Tokenizer.Encode(prompt.GetString()!)],
            JsonValueKind.Array when prompt.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String) =>
                [.. prompt.EnumerateArray().Select(p => model.Tokenizer.Encode(p.GetString()!))],
            JsonValueKind.Array when prompt.EnumerateArray().All(p => p.ValueKind == JsonValueKind.Number) => [Ids(fields, prompt, model)],
            JsonValueKind.Array when prompt.EnumerateArray().All(p => p.ValueKind == JsonValueKind.Array) => [.. prompt.EnumerateArray().Select(p => Ids(fields, p, model))],
            _ => [],
        };
        if (prompts.Length == 0 || prompts.Any(p => p.Length == 0))
            throw fields.Refuse("prompt", "a text, a list of texts, token ids or lists of token ids, none of them empty");
        return prompts;
    }

    private static int[] Ids(RequestFields fields, JsonElement list, ServedModel model) =>
    [
        .. list.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number)
            && number >= 0 && number < model.Tokenizer.VocabularySize
            ? number : throw fields.Refuse("prompt", $"token ids from 0 to {model.Tokenizer.VocabularySize - 1}")),
    ];
}
