using System.Text.Json;
using OlmoRL.Inference;
using OlmoRL.Serving.Structured;

namespace OlmoRL.Serving.Http;

/// <summary>Reads `response_format`: text, json_object, or json_schema as OpenAI's clients send it.</summary>
public static class ResponseFormat
{
    private const string Field = "response_format";
    private const string ThinkingBegins = "<think>";
    private const string ThinkingEnds = "</think>";
    private const int PromptEnd = 16;

    /// <summary>Makes what keeps an answer to a prompt to the format; null where any text will do.</summary>
    /// <remarks>A prompt that opens the model's thinking lets it think first.</remarks>
    /// <exception cref="ApiException">The format is unknown, or the schema cannot be kept to.</exception>
    public static Func<int[], ITokenConstraint>? Read(RequestFields fields, ServedModel model)
    {
        if (fields.Find(Field) is not { } format)
            return null;
        var type = format.ValueKind == JsonValueKind.Object && format.TryGetProperty("type", out var named) ? named.ToString() : "";
        if (type == "text")
            return null;
        try
        {
            var grammar = type switch
            {
                "json_object" => model.Grammars.Of(null),
                "json_schema" when format.TryGetProperty("json_schema", out var wrapped) && wrapped.ValueKind == JsonValueKind.Object
                    && wrapped.TryGetProperty("schema", out var schema) => model.Grammars.Of(schema),
                _ => throw fields.Refuse(Field, "{\"type\": \"text\"}, {\"type\": \"json_object\"} or {\"type\": \"json_schema\", \"json_schema\": {\"schema\": {...}}}"),
            };
            return prompt => new GrammarConstraint(
                grammar, model.Tokenizer, OpensThinking(model, prompt) ? new StopStringMatcher(model.Tokenizer, [ThinkingEnds]) : null);
        }
        catch (InvalidDataException refused)
        {
            throw new ApiException(400, $"{Field}: {refused.Message}", Field);
        }
    }

    private static bool OpensThinking(ServedModel model, int[] prompt) =>
        model.Tokenizer.Decode(prompt.AsSpan(Math.Max(0, prompt.Length - PromptEnd)), skipSpecialTokens: false)
            .TrimEnd().EndsWith(ThinkingBegins, StringComparison.Ordinal);
}
