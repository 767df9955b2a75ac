using System.Globalization;
using OlmoRL.Actors.Hosting;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows;

/// <summary>Runs a merge recipe.</summary>
public sealed class MergeHost
{
    private readonly MergeRecipe _recipe;

    /// <summary>Checks that the checkpoints are there and go together.</summary>
    /// <exception cref="RecipeException">They cannot be averaged.</exception>
    public MergeHost(MergeRecipe recipe, string recipePath)
    {
        _recipe = recipe;
        foreach (var source in recipe.Source)
            _ = CheckpointPreflight.ReadConfig(source.Checkpoint, recipePath);
        if (CheckpointMerge.Problem([.. recipe.Source.Select(s => s.Checkpoint)]) is { } problem)
            throw new RecipeException(recipePath, "source", problem, "checkpoints of one shape and one tokenizer");
    }

    /// <summary>Writes checkpoints/final; returns its folder.</summary>
    public async Task<string> RunAsync()
    {
        var directory = new RunDirectory(_recipe.Directory);
        var resolved = RecipeWriter.ToToml(_recipe);
        await File.WriteAllTextAsync(directory.ResolvedRecipe, resolved).ConfigureAwait(false);
        var total = _recipe.Source.Sum(s => s.Weight);
        var provenance = Provenance.Of("merge", parent: null, RecipeWriter.ToToml(_recipe with { Directory = "" })) with
        {
            Sources =
            [
                .. _recipe.Source.Select(s => ProvenanceSource.Of(
                    s.Checkpoint, (s.Weight / total).ToString("G6", CultureInfo.InvariantCulture))),
            ],
        };
        TorchRuntime.Initialize(Environment.ProcessorCount);

        // Tensors belong to one thread.
        await Task.Run(() => CheckpointMerge.Write(
            [.. _recipe.Source.Select(s => (s.Checkpoint, s.Weight))], directory.FinalCheckpoint, provenance)).ConfigureAwait(false);
        return directory.FinalCheckpoint;
    }
}
