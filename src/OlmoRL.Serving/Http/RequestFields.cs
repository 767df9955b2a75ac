using System.Text.Json;

namespace OlmoRL.Serving.Http;

/// <summary>Reads the fields of a JSON request; a wrong one is refused by name.</summary>
public sealed class RequestFields
{
    private const int BadRequest = 400;
    private readonly JsonElement _body;

    /// <summary>Fields of an object.</summary>
    /// <exception cref="ApiException">It is no object.</exception>
    public RequestFields(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new ApiException(BadRequest, "the body must be a JSON object");
        _body = body;
    }

    /// <summary>A field that is there and not null.</summary>
    public JsonElement? Find(string name) =>
        _body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A whole number within bounds.</summary>
    public int? Integer(string name, int least, int most)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number : throw Refuse(name, $"{least} to {most}");
    }

    /// <summary>A number within bounds.</summary>
    public double Number(string name, double otherwise, double least, double most)
    {
        if (Find(name) is not { } value)
            return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number : throw Refuse(name, FormattableString.Invariant($"{least} to {most}"));
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name) => Find(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Refuse(name, "true or false"),
    };

    /// <summary>A text or a list of texts, none empty.</summary>
    public string[] Texts(string name, int most)
    {
        if (Find(name) is not { } value)
            return [];
        string?[] texts = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()],
            JsonValueKind.Array when value.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(t => t.GetString())],
            _ => [null],
        };
        return texts.Length <= most && texts.All(t => !string.IsNullOrEmpty(t)) ? [.. texts.Select(t => t!)] : throw Refuse(name, $"a text or a list of at most {most} texts");
    }

    /// <summary>Refuses a field that asks for what this server cannot do.</summary>
    /// <param name="name">The field.</param>
    /// <param name="harmless">Whether its value asks for nothing.</param>
    public void Unsupported(string name, Func<JsonElement, bool> harmless)
    {
        if (Find(name) is { } value && !harmless(value))
            throw new ApiException(BadRequest, $"{name} is not supported", name);
    }

    /// <summary>What is said of a field with a value that is not allowed.</summary>
    public ApiException Refuse(string name, string allowed)
    {
        var text = Find(name)?.GetRawText() ?? "nothing";
        return new ApiException(BadRequest, $"{name}: {(text.Length > 60 ? text[..60] + "..." : text)} (allowed: {allowed})", name);
    }
}
