using System.Text.Json;
using OlmoRL.Data.Templates;

namespace OlmoRL.Data.Documents;

/// <summary>
/// Rows for preference training: `chosen` and `rejected` as whole conversations, or as texts that continue `prompt`.
/// </summary>
/// <param name="encoding">Of the texts.</param>
/// <param name="maxLengthDifference">Most tokens that the two answers may differ in trained length; 0 is any number.</param>
/// <remarks>In a conversation only the last turn is trained: earlier ones are the prompt that both share.</remarks>
public sealed class PreferenceRowEncoder(ChatEncoding encoding, int maxLengthDifference = 0) : IRowEncoder
{
    /// <inheritdoc/>
    public int DocumentsPerRow => 2;

    /// <inheritdoc/>
    public string Identity => $"preference|{maxLengthDifference}|{encoding.Identity}";

    /// <inheritdoc/>
    public EncodedRow Encode(JsonElement row)
    {
        try
        {
            TokenizedDocument[] pair = [PreferenceAnswer.Encode(encoding, row, "chosen"), PreferenceAnswer.Encode(encoding, row, "rejected")];
            var fate = pair.Select(encoding.FateOf).Append(LengthFate(pair)).FirstOrDefault(f => f != RowFate.Kept);
            return fate == RowFate.Kept ? new EncodedRow(fate, pair) : EncodedRow.Dropped(fate);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or TemplateException)
        {
            return EncodedRow.Dropped(RowFate.Malformed, malformed.Message);
        }
    }

    private RowFate LengthFate(TokenizedDocument[] pair) =>
        maxLengthDifference > 0 && Math.Abs(TrainedCount(pair[0]) - TrainedCount(pair[1])) > maxLengthDifference
            ? RowFate.LengthsDiffer : RowFate.Kept;

    private static int TrainedCount(TokenizedDocument document) => document.Trained.Count(t => t);
}
