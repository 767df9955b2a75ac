using System.Text.Json;
using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Data;

/// <summary>A completion in a file: one to be graded without a model, or a stored rollout.</summary>
/// <param name="Completion">What is graded.</param>
/// <param name="Targets">What it is graded against.</param>
/// <param name="StoredReward">What it earned when it was sampled; null when the file does not say.</param>
public sealed record CompletionRow(VerificationRequest Completion, VerifierTarget[] Targets, double? StoredReward)
{
    /// <summary>
    /// Reads a line with `completion` and the columns of <see cref="RowTargets"/>; `prompt`, `row` (the dataset row) and
    /// `token_ids` are used where they are there.
    /// </summary>
    /// <param name="verifier">Takes the place of `dataset`; empty leaves it to the line.</param>
    /// <exception cref="InvalidDataException">A column is missing or malformed.</exception>
    public static CompletionRow Parse(string line, string verifier)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("completion", out var completion) || completion.ValueKind != JsonValueKind.String)
                throw new InvalidDataException("column completion is missing");
            var request = new VerificationRequest
            {
                Prompt = row.TryGetProperty("prompt", out var prompt) && prompt.ValueKind == JsonValueKind.String ? prompt.GetString()! : "",
                Completion = completion.GetString()!,
                GroundTruth = "",
                Row = row.TryGetProperty("row", out var stored) ? stored.GetRawText() : line,
                TokenCount = row.TryGetProperty("token_ids", out var ids) && ids.ValueKind == JsonValueKind.Array ? ids.GetArrayLength() : null,
            };
            return new CompletionRow(request, RowTargets.Of(row, verifier),
                row.TryGetProperty("reward", out var reward) && reward.ValueKind == JsonValueKind.Number ? reward.GetDouble() : null);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException(malformed.Message);
        }
    }
}
