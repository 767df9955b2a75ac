using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Stages;

/// <summary>What stages of all kinds share: their recipe, loaded once the stages before have run.</summary>
internal abstract class RecipeStage<TRecipe>(StageContext context) : IFlowStage
    where TRecipe : class, IRecipe
{
    /// <inheritdoc/>
    public string Toml => RecipeWriter.ToToml(Recipe);

    /// <inheritdoc/>
    public abstract IEnumerable<string> Inputs { get; }

    protected StageContext Context => context;

    protected TRecipe Recipe => field ??= context.Load<TRecipe>();

    protected RunDirectory Directory => field ??= new RunDirectory(context.Folder);

    /// <inheritdoc/>
    public virtual void Check()
    {
        _ = Recipe;
        if (context.LoadForCheck<TRecipe>() is { } recipe)
            Open(recipe);
    }

    /// <inheritdoc/>
    public virtual StageOutcome? Recall() =>
        System.IO.Directory.Exists(Directory.FinalCheckpoint) ? new StageOutcome(true, "unchanged, taken over from before") : null;

    /// <inheritdoc/>
    public abstract Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop);

    /// <summary>Opens the files that a recipe names.</summary>
    protected abstract void Open(TRecipe recipe);

    protected static StageOutcome Steps(int steps, bool completed) => new(completed, $"{steps} steps");

    /// <summary>The prompts' files and the scripts of a reward, which the recipe names and digests must follow.</summary>
    protected IEnumerable<string> FilesOf(DataSpec data, RewardSpec reward) =>
        ((string[])[data.Path, .. data.Source.Select(s => s.Path), data.TemplateFile, .. reward.Term.Select(t => ScriptOf(t.Verifier)), ScriptOf(reward.Verifier)]).Where(f => f.Length > 0);

    private string ScriptOf(string verifier)
    {
        const string prefix = "script:";
        if (!verifier.StartsWith(prefix, StringComparison.Ordinal))
            return "";
        var path = Path.GetFullPath(verifier[prefix.Length..], Path.GetDirectoryName(Path.GetFullPath(context.RecipePath))!);
        return File.Exists(path) ? path : "";
    }
}
