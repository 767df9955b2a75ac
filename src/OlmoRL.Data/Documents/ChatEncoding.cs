using System.Text.Json;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Data.Documents;

/// <summary>Turns conversations, and plain prompt and completion texts, into documents: what the model writes is trained.</summary>
/// <param name="tokenizer">Of the checkpoint.</param>
/// <param name="template">Writes conversations; null where rows are plain texts alone.</param>
/// <param name="maxLength">Longest document, tokens.</param>
public sealed class ChatEncoding(ITokenizer tokenizer, ChatTemplate? template, int maxLength)
{
    /// <summary>Longest document, tokens.</summary>
    public int MaxLength => maxLength;

    /// <summary>Names template, tokenizer and length: documents are equal where it is.</summary>
    public string Identity => $"{template?.Name}|{template?.Source}|{tokenizer.VocabularySize}|{tokenizer.EndOfTextId}|{maxLength}";

    /// <summary>A conversation: every turn of the assistant is trained, or the last one alone.</summary>
    /// <exception cref="InvalidDataException">There is no template, or the row is malformed.</exception>
    public TokenizedDocument Conversation(JsonElement row, bool lastTurnOnly)
    {
        if (template is null)
            throw new InvalidDataException("the row has messages, but no chat template is named");
        var (ids, trained) = template.RenderWithSpans(Templates.Conversation.ReadRow(row)).Encode(tokenizer, lastTurnOnly);
        return new TokenizedDocument(ids, trained);
    }

    /// <summary>A text and its continuation: the continuation and the end token are trained.</summary>
    public TokenizedDocument Continuation(string prompt, string completion)
    {
        int[] before = tokenizer.Encode(prompt), after = [.. tokenizer.Encode(completion), tokenizer.EndOfTextId];
        var trained = new bool[before.Length + after.Length];
        Array.Fill(trained, true, before.Length, after.Length);
        return new TokenizedDocument([.. before, .. after], trained);
    }

    /// <summary>Why a document cannot be trained on, or <see cref="RowFate.Kept"/>.</summary>
    /// <remarks>The first token has no predictor: it never counts as trained.</remarks>
    public RowFate FateOf(TokenizedDocument document) =>
        document.TokenIds.Length > maxLength ? RowFate.TooLong
        : document.Trained.AsSpan(Math.Min(1, document.Trained.Length)).Contains(true) ? RowFate.Kept
        : RowFate.NothingTrained;
}
