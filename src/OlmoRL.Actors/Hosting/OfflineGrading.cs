using System.Text.Encodings.Web;
using System.Text.Json;
using OlmoRL.Data;
using OlmoRL.Flow;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Hosting;

/// <summary>What an offline grading came to.</summary>
/// <param name="Tally">By verifier.</param>
/// <param name="Completions">Lines graded.</param>
/// <param name="Solved">Of those, in full.</param>
/// <param name="Failed">Of those, not at all, after a second try.</param>
/// <param name="RewardSum">Over all that were graded.</param>
/// <param name="Stored">Lines that say what they earned when they were sampled.</param>
/// <param name="Differing">Of those, that earn something else now.</param>
public sealed record OfflineResult(
    VerifierTally Tally, int Completions, int Solved, int Failed, double RewardSum, int Stored, int Differing, TimeSpan Elapsed);

/// <summary>Grades completions of a file, several at once; verdicts come out in the order of the lines.</summary>
public sealed class OfflineGrading(TargetGrader grader)
{
    private const int ChunkSize = 2048;
    private const double RewardTolerance = 1e-9;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The grade of one row; a failed verification is tried once more.</summary>
    public async Task<Grade> GradeAsync(CompletionRow row, CancellationToken stop)
    {
        var grade = await grader.GradeAsync(row.Completion, row.Targets, stop).ConfigureAwait(false);
        return grade.Reward is not null ? grade : await grader.GradeAsync(row.Completion, row.Targets, stop).ConfigureAwait(false);
    }

    /// <summary>Grades all rows and writes a line for each.</summary>
    public async Task<OfflineResult> RunAsync(IEnumerable<CompletionRow> rows, string verdicts, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var result = new OfflineResult(new VerifierTally(), 0, 0, 0, 0, 0, 0, TimeSpan.Zero);
        await using (var writer = new StreamWriter(verdicts + ".tmp"))
        {
            foreach (var chunk in rows.Chunk(ChunkSize))
            {
                var grades = new Grade[chunk.Length];
                await Parallel.ForAsync(0, chunk.Length, stop, async (i, token) =>
                    grades[i] = await GradeAsync(chunk[i], token).ConfigureAwait(false)).ConfigureAwait(false);
                for (var i = 0; i < chunk.Length; i++)
                {
                    result = Add(result, chunk[i], grades[i]);
                    await writer.WriteLineAsync(Line(result.Completions, chunk[i], grades[i])).ConfigureAwait(false);
                }
            }
        }

        File.Move(verdicts + ".tmp", verdicts, overwrite: true);
        return result with { Elapsed = time.GetElapsedTime(began) };
    }

    private static OfflineResult Add(OfflineResult result, CompletionRow row, Grade grade)
    {
        foreach (var verification in grade.Verifications)
            result.Tally.Add(verification.Verifier, verification.Elapsed.TotalSeconds, verification.Score);
        var differs = row.StoredReward is { } stored && (grade.Reward is not { } now || Math.Abs(now - stored) > RewardTolerance);
        return result with
        {
            Completions = result.Completions + 1,
            Solved = result.Solved + (grade.Solved ? 1 : 0),
            Failed = result.Failed + (grade.Reward is null ? 1 : 0),
            RewardSum = result.RewardSum + (grade.Reward ?? 0),
            Stored = result.Stored + (row.StoredReward is null ? 0 : 1),
            Differing = result.Differing + (differs ? 1 : 0),
        };
    }

    private static string Line(int number, CompletionRow row, Grade grade) => JsonSerializer.Serialize(
        new
        {
            completion = number,
            grade.Reward,
            grade.Solved,
            grade.Reason,
            stored_reward = row.StoredReward,
            verifiers = grade.Verifications.Select(v => new { v.Verifier, v.Score }),
        }, Json);
}
