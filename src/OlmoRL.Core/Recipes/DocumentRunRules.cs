namespace OlmoRL.Recipes;

/// <summary>What supervised and preference recipes must keep alike.</summary>
internal static class DocumentRunRules
{
    public static IEnumerable<RecipeProblem> Check(
        int snapshotEvery, int checkpointEvery, DocumentDataSpec data, DocumentTrainerSpec trainer)
    {
        if (snapshotEvery < 1)
            yield return new RecipeProblem("snapshot_every", $"{snapshotEvery} is not allowed", "at least 1");
        if (checkpointEvery < 0)
            yield return new RecipeProblem("checkpoint_every", $"{checkpointEvery} is not allowed", "at least 0");
        if (data.MaxLength > trainer.PackLength)
            yield return new RecipeProblem("data.max_length", $"{data.MaxLength} is not allowed",
                $"at most trainer.pack_length, {trainer.PackLength}: a row holds a document whole");
        if (trainer.EvaluateEvery > 0 && data.HeldOutRows == 0)
            yield return new RecipeProblem("trainer.evaluate_every", $"{trainer.EvaluateEvery} is not allowed",
                "0 without data.held_out_rows");
    }
}
