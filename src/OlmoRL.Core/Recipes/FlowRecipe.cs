namespace OlmoRL.Recipes;

/// <summary>`olmorl flow`: stages run in order.</summary>
public sealed record FlowRecipe : IRecipe
{
    /// <summary>Where the stages' folders go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>In order.</summary>
    public required IReadOnlyList<StageSpec> Stage { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Stage.Count == 0)
            yield return new RecipeProblem("stage", "the flow has no stage", "at least one");
        var seen = new Dictionary<string, StageKind>();
        for (var i = 0; i < Stage.Count; i++)
        {
            var stage = Stage[i];
            if (stage.From.Length > 0 && (!seen.TryGetValue(stage.From, out var kind) || kind != StageKind.Rlvr))
                yield return new RecipeProblem($"stage[{i}].from", $"no earlier training stage is named {stage.From}",
                    string.Join(", ", seen.Where(s => s.Value == StageKind.Rlvr).Select(s => s.Key)));
            if (!seen.TryAdd(stage.Name, stage.Kind))
                yield return new RecipeProblem($"stage[{i}].name", $"{stage.Name} is taken", "unique names");
        }
    }
}
