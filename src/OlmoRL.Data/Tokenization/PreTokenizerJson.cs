using System.Diagnostics;
using System.Text.Json;

namespace OlmoRL.Data.Tokenization;

/// <summary>The member pre_tokenizer of tokenizer.json.</summary>
/// <remarks>
/// There ByteLevel both cuts the text and spells it in the byte alphabet, so it must be there and must be last: steps
/// after it would see the spelling.
/// </remarks>
internal static class PreTokenizerJson
{
    public static IReadOnlyList<PreTokenizerStep> Read(JsonConstruct root)
    {
        var preTokenizer = root["pre_tokenizer"];
        JsonConstruct[] parts = [.. Flatten(preTokenizer)];
        if (parts.Length == 0 || parts[^1].Type != "ByteLevel")
            throw preTokenizer.Invalid("a ByteLevel at its end");
        return [.. parts.Select((p, i) => ReadStep(p, isLast: i == parts.Length - 1)).OfType<PreTokenizerStep>()];
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<PreTokenizerStep> steps)
    {
        writer.WriteStartObject("pre_tokenizer");
        writer.WriteString("type", "Sequence");
        writer.WriteStartArray("pretokenizers");
        foreach (var step in steps)
            WriteStep(writer, step);
        WriteByteLevel(writer, useRegex: false);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteByteLevel(Utf8JsonWriter writer, bool useRegex)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "ByteLevel");
        writer.WriteBoolean("add_prefix_space", false);
        writer.WriteBoolean("trim_offsets", true);
        writer.WriteBoolean("use_regex", useRegex);
        writer.WriteEndObject();
    }

    private static IEnumerable<JsonConstruct> Flatten(JsonConstruct construct) => construct switch
    {
        { Type: "Sequence" } => construct["pretokenizers"].Items().SelectMany(Flatten),
        { IsUnset: true } => [],
        _ => [construct],
    };

    private static PreTokenizerStep? ReadStep(JsonConstruct step, bool isLast)
    {
        switch (step.Type)
        {
            case "Split":
                return ReadSplit(step);
            case "Digits":
                return new DigitsStep(step["individual_digits"].AsBoolean(absent: false));
            case "ByteLevel" when isLast:
                // Both members are true when a file leaves them out.
                if (step["add_prefix_space"].AsBoolean(absent: true))
                    throw step["add_prefix_space"].Unsupported();
                return step["use_regex"].AsBoolean(absent: true) ? new Gpt2Step() : null;
            default:
                throw step.Unsupported();
        }
    }

    private static SplitStep ReadSplit(JsonConstruct step)
    {
        var pattern = step["pattern"];
        var isRegex = pattern["Regex"].Kind == JsonValueKind.String;
        var text = pattern[isRegex ? "Regex" : "String"].AsString();
        var behavior = step["behavior"];
        if (!Enum.TryParse<DelimiterBehavior>(behavior.AsString(), out var parsed) || !Enum.IsDefined(parsed))
            throw behavior.Unsupported();
        var split = new SplitStep(text, isRegex, parsed, step["invert"].AsBoolean(absent: false));
        try
        {
            _ = split.CreateSplitter();
            return split;
        }
        catch (ArgumentException notUnderstood)
        {
            throw new InvalidDataException($"{pattern.Unsupported().Message} {notUnderstood.Message}", notUnderstood);
        }
    }

    private static void WriteStep(Utf8JsonWriter writer, PreTokenizerStep step)
    {
        if (step is Gpt2Step)
        {
            WriteByteLevelPattern(writer);
            return;
        }

        writer.WriteStartObject();
        switch (step)
        {
            case DigitsStep digits:
                writer.WriteString("type", "Digits");
                writer.WriteBoolean("individual_digits", digits.Individual);
                break;
            case SplitStep split:
                writer.WriteString("type", "Split");
                writer.WriteStartObject("pattern");
                writer.WriteString(split.IsRegex ? "Regex" : "String", split.Pattern);
                writer.WriteEndObject();
                writer.WriteString("behavior", split.Behavior.ToString());
                writer.WriteBoolean("invert", split.Invert);
                break;
            default:
                throw new UnreachableException();
        }

        writer.WriteEndObject();
    }

    // A ByteLevel of its own would spell the text before the last one does: its pattern is written out instead.
    private static void WriteByteLevelPattern(Utf8JsonWriter writer) => WriteStep(
        writer, new SplitStep(Gpt2Splitter.Pattern, IsRegex: true, DelimiterBehavior.Isolated, Invert: false));
}
