using System.Text.Json;
using OlmoRL.Data.Templates;

namespace OlmoRL.Data.Documents;

/// <summary>
/// Rows for supervised fine-tuning: `messages`, or `prompt` and `completion` as texts, or else the chosen answer of a
/// preference row. Other columns are ignored.
/// </summary>
/// <remarks>
/// Fine-tuning on the chosen answers is the control of preference learning on the same pairs: it trains the tokens that
/// <see cref="PreferenceRowEncoder"/> trains of them, and no others.
/// </remarks>
public sealed class SupervisedRowEncoder(ChatEncoding encoding) : IRowEncoder
{
    /// <inheritdoc/>
    public int DocumentsPerRow => 1;

    /// <inheritdoc/>
    public string Identity => $"supervised or chosen|{encoding.Identity}";

    /// <inheritdoc/>
    public EncodedRow Encode(JsonElement row)
    {
        try
        {
            var document = row.TryGetProperty("messages", out _) ? encoding.Conversation(row, lastTurnOnly: false)
                : row.TryGetProperty("chosen", out _) && !row.TryGetProperty("completion", out _) ? PreferenceAnswer.Encode(encoding, row, "chosen")
                : encoding.Continuation(RowText.Read(row, "prompt"), RowText.Read(row, "completion"));
            var fate = encoding.FateOf(document);
            return fate == RowFate.Kept ? new EncodedRow(fate, [document]) : EncodedRow.Dropped(fate);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or TemplateException)
        {
            return EncodedRow.Dropped(RowFate.Malformed, malformed.Message);
        }
    }
}
