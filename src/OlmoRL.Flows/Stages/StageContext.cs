using OlmoRL.Flows.Pairs;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>A stage's place in its flow: its folder, and where the things it takes over are.</summary>
internal sealed class StageContext(FlowRecipe flow, StageSpec spec)
{
    /// <summary>The stage's name.</summary>
    public string Name => spec.Name;

    /// <summary>The recipe's file.</summary>
    public string RecipePath => spec.Recipe;

    /// <summary>Where its files go.</summary>
    public string Folder => Path.Combine(flow.Directory, spec.Name);

    /// <summary>The recipe as the stage runs it.</summary>
    public T Load<T>()
        where T : class => RecipeLoader.Load<T>(spec.Recipe,
            [.. spec.Set, .. spec.References().Select(r => $"{r.Key}={PathOf(r.Reference)}"), $"directory={Folder}"]);

    /// <summary>Whether everything that it takes over is there already.</summary>
    public bool HasInputs => spec.References().All(r => Path.Exists(PathOf(r.Reference)));

    /// <summary>
    /// The recipe to check beforehand: as it runs when all is there, else with its own checkpoint in place of the one that
    /// is not made yet; null when it takes over other things too, which cannot be checked before they exist.
    /// </summary>
    public T? LoadForCheck<T>()
        where T : class
    {
        if (HasInputs)
            return Load<T>();
        return spec.With.Count == 0 ? RecipeLoader.Load<T>(spec.Recipe, spec.Set) : null;
    }

    private string PathOf(string reference)
    {
        var (stage, step) = StageReference.TryParse(reference)!;
        var folder = flow.FolderOf(stage);
        if (File.Exists(Path.Combine(folder, PairsFiles.Rows)) || flow.Stage.Any(s => s.Name == stage && s.Kind == StageKind.Pairs))
            return Path.Combine(folder, PairsFiles.Rows);
        var checkpoints = Path.Combine(folder, "checkpoints");
        return step is { } at ? Path.Combine(checkpoints, $"step-{at:D6}") : Path.Combine(checkpoints, "final");
    }
}
