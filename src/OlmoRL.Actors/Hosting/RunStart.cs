using System.IO.Hashing;
using System.Text;
using OlmoRL.Actors.Workers;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Hosting;

/// <summary>Where a run begins: from nothing, or from the newest snapshot of its folder, everything else cut back to it.</summary>
internal static class RunStart
{
    /// <summary>Digest of a resolved recipe without the values that a resumed run may change.</summary>
    public static string ResumeDigest(RlvrRecipe recipe) =>
        ReplayDigest(recipe with { Trainer = recipe.Trainer with { Steps = 1, Learners = 1 } });

    /// <summary>Digest of a resolved recipe without what has no part in its results.</summary>
    public static string ReplayDigest(RlvrRecipe recipe) => Digest(Encoding.UTF8.GetBytes(RecipeWriter.ToToml(recipe with
    {
        Directory = "",
        SnapshotEvery = 1,
        CheckpointEvery = 0,
        KeepSnapshots = 1,
        KeepSnapshotsEvery = 0,
        KeepCheckpoints = 0,
        KeepCheckpointsEvery = 0,
        Evaluation = new(),
        Cluster = new(),
        Telemetry = new(),
    })));

    /// <summary>Digest of a checkpoint's config and tokenizer.</summary>
    public static string ModelDigest(string checkpoint) => Digest(
        [.. ((string[])["config.json", "tokenizer.json"]).SelectMany(name => File.ReadAllBytes(Path.Combine(checkpoint, name)))]);

    /// <summary>Empties the folder, or rolls it back to its newest snapshot.</summary>
    /// <exception cref="RecipeException">There is nothing to resume, or another recipe's state.</exception>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    public static ResumedRun? Prepare(RunDirectory directory, RlvrRecipe recipe, IPromptSource prompts, bool resume)
    {
        var snapshot = directory.NewestSnapshot();
        if (resume && snapshot is null && !File.Exists(directory.ResolvedRecipe))
            throw new RecipeException(directory.Root, "--resume", "there is no snapshot", "a run that was stopped or reached a snapshot");
        if (resume && snapshot is null && ResumeDigest(RecipeLoader.Load<RlvrRecipe>(directory.ResolvedRecipe, [])) != ResumeDigest(recipe))
            throw OtherRecipe(directory);
        if (!resume || snapshot is null)
        {
            // Killed before its first snapshot, a run resumes at its very beginning.
            directory.Clear();
            return null;
        }

        var resumed = Snapshots.Read(snapshot);
        if (resumed.State.RecipeDigest != ResumeDigest(recipe))
            throw OtherRecipe(directory);
        if (resumed.State.ModelDigest != ModelDigest(recipe.Checkpoint))
            throw new RecipeException(directory.Root, "--resume",
                $"config.json or tokenizer.json of {recipe.Checkpoint} changed since the snapshot", "the checkpoint it began with");
        var audit = PromptAudit.OfSnapshot(directory, resumed.State, prompts);
        if (audit.Violations.Count > 0)
            throw new InvalidDataException($"{snapshot} does not fit the run's files or data: {audit.Violations[0]}");
        directory.RollBackTo(resumed.State);
        new Retention(0, 0).Apply(directory.Snapshots);
        return resumed;
    }

    private static RecipeException OtherRecipe(RunDirectory directory) =>
        new(directory.Root, "--resume", "the snapshot was made by another recipe", "the recipe it began with");

    private static string Digest(byte[] bytes) => XxHash64.HashToUInt64(bytes).ToString("x16", null);
}
