using System.Text.Encodings.Web;
using System.Text.Json;

namespace OlmoRL.Data.Tokenization;

/// <summary>Reads and writes the byte-level BPE subset of Hugging Face's tokenizer.json.</summary>
/// <remarks>
/// What would change an encoding and is not supported is refused, never ignored. The post-processor, truncation and
/// padding are left out: they act on what the caller asks to be added or cut, and <see cref="ITokenizer.Encode"/> adds
/// and cuts nothing.
/// </remarks>
public static class TokenizerJson
{
    // The default encoder would write most of the byte alphabet as escapes.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">Of a tokenizer.json.</param>
    /// <param name="endOfText">The file does not say which added token ends a document.</param>
    /// <param name="pad">Nor which one pads; if there is none of this name, the end of text serves.</param>
    /// <exception cref="InvalidDataException">The file is damaged or has a construct that is not supported.</exception>
    public static BpeTokenizer Read(
        string path, string endOfText = BpeDefinition.DefaultEndOfText, string pad = BpeDefinition.DefaultPad)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            var root = new JsonConstruct(path, "tokenizer", document.RootElement);
            root.Require(JsonValueKind.Object);
            return new BpeTokenizer(ReadDefinition(root) with { EndOfText = endOfText, Pad = pad });
        }
        catch (Exception damaged) when (damaged is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {damaged.Message}", damaged);
        }
    }

    /// <summary>Writes a file. Readers see the old file or the new one, never half of one.</summary>
    public static void Write(BpeTokenizer tokenizer, string path)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var temporary = path + ".tmp";
        using (var stream = File.Create(temporary))
        {
            using var writer = new Utf8JsonWriter(stream, WriterOptions);
            WriteDefinition(writer, tokenizer.Definition);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static BpeDefinition ReadDefinition(JsonConstruct root)
    {
        var (preTokenizer, normalization) = (PreTokenizerJson.Read(root), ReadNormalization(root["normalizer"]));
        var decoder = root["decoder"];
        if (decoder.Type != "ByteLevel")
            throw decoder.Unsupported();

        var model = root["model"];
        if (!model.IsObject || model.Type is not ("BPE" or "")) // files of before 2021 name no type
            throw model.Unsupported();
        foreach (var name in (string[])["dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback"])
        {
            if (!model[name].IsUnset)
                throw model[name].Unsupported();
        }

        var vocabulary = model["vocab"].Require(JsonValueKind.Object).Members()
            .ToDictionary(m => m.Name, m => m.AsId(), StringComparer.Ordinal);
        var addedTokens = root["added_tokens"].IsUnset ? [] : root["added_tokens"].Items();
        return new BpeDefinition
        {
            Vocabulary = vocabulary,
            Merges = [.. model["merges"].Items().Select((m, rank) => ReadMerge(m, rank, vocabulary))],
            IgnoreMerges = !model["ignore_merges"].IsUnset,
            AddedTokens = [.. addedTokens.Select(t => ReadAddedToken(t, normalization))],
            PreTokenizer = preTokenizer,
            Normalization = normalization,
        };
    }

    private static BpeMerge ReadMerge(JsonConstruct merge, int rank, Dictionary<string, int> vocabulary)
    {
        string[] sides = merge.Kind == JsonValueKind.String
            ? merge.AsString().Split(' ')
            : [.. merge.Items().Select(s => s.AsString())];
        if (sides.Length != 2
            || !vocabulary.TryGetValue(sides[0], out var left)
            || !vocabulary.TryGetValue(sides[1], out var right)
            || !vocabulary.TryGetValue(sides[0] + sides[1], out var result))
            throw merge.Invalid("a pair of tokens that are in the vocabulary, as is what they merge to");
        return new BpeMerge(left, right, result, rank);
    }

    private static AddedToken ReadAddedToken(JsonConstruct token, TextNormalization normalization)
    {
        foreach (var name in (string[])["single_word", "lstrip", "rstrip"])
        {
            if (!token[name].IsUnset)
                throw token[name].Unsupported();
        }

        // It would have to be found in the normalised text; without a normaliser that is the raw text.
        if (normalization != TextNormalization.None && !token["normalized"].IsUnset)
            throw token["normalized"].Unsupported();
        var content = token["content"].AsString();
        if (content.Length == 0)
            throw token["content"].Invalid("at least one character");
        return new AddedToken(token["id"].AsId(), content, !token["special"].IsUnset);
    }

    private static TextNormalization ReadNormalization(JsonConstruct normalizer)
    {
        switch (normalizer.Type)
        {
            case "" when normalizer.IsUnset:
                return TextNormalization.None;
            case "NFC":
                return UnicodeComposition.IsAvailable
                    ? TextNormalization.Nfc
                    : throw normalizer.Invalid("none: with InvariantGlobalization .NET cannot compose characters");
            case "Sequence":
                return normalizer["normalizers"].Items().Select(ReadNormalization)
                    .DefaultIfEmpty(TextNormalization.None).Max();
            default:
                throw normalizer.Unsupported();
        }
    }

    private static void WriteDefinition(Utf8JsonWriter writer, BpeDefinition definition)
    {
        writer.WriteStartObject();
        writer.WriteString("version", "1.0");
        writer.WriteNull("truncation");
        writer.WriteNull("padding");
        WriteAddedTokens(writer, definition.AddedTokens);
        writer.WritePropertyName("normalizer");
        if (definition.Normalization == TextNormalization.Nfc)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "NFC");
            writer.WriteEndObject();
        }
        else
            writer.WriteNullValue();

        PreTokenizerJson.Write(writer, definition.PreTokenizer);
        writer.WriteNull("post_processor");
        writer.WritePropertyName("decoder");
        PreTokenizerJson.WriteByteLevel(writer, useRegex: true);
        WriteModel(writer, definition);
        writer.WriteEndObject();
    }

    private static void WriteAddedTokens(Utf8JsonWriter writer, IReadOnlyList<AddedToken> tokens)
    {
        writer.WriteStartArray("added_tokens");
        foreach (var token in tokens.OrderBy(t => t.Id))
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", token.Id);
            writer.WriteString("content", token.Content);
            foreach (var name in (string[])["single_word", "lstrip", "rstrip", "normalized"])
                writer.WriteBoolean(name, false);
            writer.WriteBoolean("special", token.Special);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteModel(Utf8JsonWriter writer, BpeDefinition definition)
    {
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        foreach (var name in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
            writer.WriteNull(name);
        writer.WriteBoolean("fuse_unk", false);
        writer.WriteBoolean("byte_fallback", false);
        writer.WriteBoolean("ignore_merges", definition.IgnoreMerges);
        writer.WriteStartObject("vocab");
        var spellings = new Dictionary<int, string>();
        foreach (var (spelling, id) in definition.Vocabulary.OrderBy(t => t.Value))
        {
            writer.WriteNumber(spelling, id);
            spellings[id] = spelling;
        }

        writer.WriteEndObject();
        writer.WriteStartArray("merges");
        foreach (var merge in definition.Merges)
            writer.WriteStringValue($"{spellings[merge.Left]} {spellings[merge.Right]}");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
