using System.Text.Json;

namespace OlmoRL.Data.Tokenization;

/// <summary>A value of a tokenizer file that knows where it stands, so that errors can say so.</summary>
internal readonly record struct JsonConstruct(string File, string Name, JsonElement Element)
{
    private const int MaxId = 1 << 24;

    public JsonValueKind Kind => Element.ValueKind;

    public bool IsObject => Kind == JsonValueKind.Object;

    /// <summary>Absent, or a value that switches nothing on.</summary>
    public bool IsUnset => Kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => Element.GetString() == "",
        JsonValueKind.Number => Element.GetDouble() == 0,
        _ => false,
    };

    /// <summary>The member "type"; empty if there is none.</summary>
    public string Type => this["type"] is { Kind: JsonValueKind.String } type ? type.AsString() : "";

    /// <summary>A member; undefined if there is none.</summary>
    public JsonConstruct this[string member] => new(
        File, $"{Name}.{member}", IsObject && Element.TryGetProperty(member, out var value) ? value : default);

    public JsonConstruct Require(JsonValueKind kind) => Kind == kind ? this : throw Invalid($"of kind {kind}");

    public string AsString() => Require(JsonValueKind.String).Element.GetString()!;

    public int AsId() => Kind == JsonValueKind.Number && Element.TryGetInt32(out var id) && id is >= 0 and < MaxId
        ? id
        : throw Invalid($"an id from 0 to {MaxId - 1}");

    /// <summary>A boolean that has a default.</summary>
    public bool AsBoolean(bool absent) => Kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => absent,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid("true or false"),
    };

    public IEnumerable<JsonConstruct> Items()
    {
        var (file, name) = (File, Name);
        return Require(JsonValueKind.Array).Element.EnumerateArray()
            .Select((e, i) => new JsonConstruct(file, $"{name}[{i}]", e));
    }

    /// <summary>The members of an object, named by their own name only.</summary>
    public IEnumerable<JsonConstruct> Members()
    {
        var file = File;
        return Require(JsonValueKind.Object).Element.EnumerateObject()
            .Select(m => new JsonConstruct(file, m.Name, m.Value));
    }

    public InvalidDataException Unsupported() => new($"{File}: {Name} = {Excerpt()} is not supported.");

    public InvalidDataException Invalid(string expected) =>
        new($"{File}: {Name} = {Excerpt()} is not valid; expected {expected}.");

    private string Excerpt()
    {
        const int LongestExcerpt = 120;
        if (Kind == JsonValueKind.Undefined)
            return "(absent)";
        var text = Element.GetRawText();
        return text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + "...";
    }
}
