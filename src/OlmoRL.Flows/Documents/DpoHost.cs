using OlmoRL.Data.Documents;
using OlmoRL.Data.Mixtures;
using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Training.Documents;
using OlmoRL.Training.Preferences;

namespace OlmoRL.Flows.Documents;

/// <summary>Runs a preference recipe: reference log-probs first, then training without a second model.</summary>
public sealed class DpoHost
{
    /// <summary>Pairs between two reports of progress.</summary>
    private const int PairsAtOnce = 64;

    private readonly DpoRecipe _recipe;
    private readonly DocumentHost _host;

    /// <summary>Checks what can be checked before any work starts.</summary>
    /// <exception cref="RecipeException">The checkpoint or the template cannot be used.</exception>
    public DpoHost(DpoRecipe recipe, string recipePath)
    {
        _recipe = recipe;
        var resolved = RecipeWriter.ToToml(recipe with { Directory = "" });
        _host = new DocumentHost("dpo", recipePath, recipe.Checkpoint, recipe.Directory, resolved, recipe.Data, recipe.Trainer);
    }

    private PreferenceLossOptions Loss => new(_recipe.Loss, _recipe.Beta, _recipe.LabelSmoothing, _recipe.MarginOverBeta);

    /// <summary>Runs to the end, or until <paramref name="stop"/> asks it to finish the step and save.</summary>
    public Task<DocumentOutcome> RunAsync(IDocumentRunView view, bool resume, CancellationToken stop) => _host.RunAsync(
        new DocumentRunSettings(_recipe.Seed, _recipe.SnapshotEvery, _recipe.CheckpointEvery),
        new PreferenceRowEncoder(_host.Encoding, _recipe.Data.MaxLengthDifference),
        data => BatchPlan.ByRows(data.Rows, _recipe.Trainer.BatchPairs, _recipe.Trainer.Steps, _recipe.Trainer.Epochs),
        (model, data) => Learner(model, data, view), view, resume, stop);

    private PreferenceLearner Learner(CausalLanguageModel model, DocumentData data, IDocumentRunView view)
    {
        var learner = new PreferenceLearner(model, _host.Optimizer, _host.Forward, _host.Packing, Loss);
        if (Loss.NeedsReference)
        {
            MixtureRow[] rows = [.. data.Rows.DistinctRows().Concat(data.HeldOut.Select(h => h.Id)).Distinct()];
            var key = ContentDigest.OfText($"{ContentDigest.OfCheckpoint(_recipe.Checkpoint)}|{data.Key}|{_recipe.Trainer.Precision}|{string.Join(' ', rows)}");
            var folder = _recipe.Data.Cache.Length > 0 ? _recipe.Data.Cache : Path.Combine(_recipe.Directory, "documents");
            learner.Reference = ReferenceLogProbs.Open(
                Path.Combine(folder, $"reference-{key.Split(':')[^1]}.bin"), rows,
                part => learner.LogProbs([.. part.Select(id => new DocumentRow(id, data.Rows.Row(id)))]), PairsAtOnce, view.BeginReference(rows.Length));
        }

        return learner;
    }
}
