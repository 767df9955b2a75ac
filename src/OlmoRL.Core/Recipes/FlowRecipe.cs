namespace OlmoRL.Recipes;

/// <summary>`olmorl flow`: stages run in order.</summary>
public sealed record FlowRecipe : IRecipe
{
    /// <summary>Where the stages' folders go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>Folder of another flow, whose stages may be named as if they were earlier ones of this: a fork's origin.</summary>
    [RecipePath]
    public string Base { get; init; } = "";

    /// <summary>In order.</summary>
    public required IReadOnlyList<StageSpec> Stage { get; init; }

    /// <summary>The folder of a stage: this flow's, or the one it was forked from.</summary>
    public string FolderOf(string stage) =>
        Path.Combine(Base.Length == 0 || Stage.Any(s => s.Name == stage) ? Directory : Base, stage);

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Stage.Count == 0)
            yield return new RecipeProblem("stage", "the flow has no stage", "at least one");
        var seen = new Dictionary<string, StageKind>();
        for (var i = 0; i < Stage.Count; i++)
        {
            foreach (var (key, reference) in Stage[i].References())
            {
                if (!IsEarlier(reference, seen))
                    yield return new RecipeProblem(key == "checkpoint" ? $"stage[{i}].from" : $"stage[{i}].with.{key}",
                        $"no earlier stage that makes something is named {reference}",
                        string.Join(", ", seen.Where(s => s.Value.MakesInput()).Select(s => s.Key)));
            }

            if (!seen.TryAdd(Stage[i].Name, Stage[i].Kind))
                yield return new RecipeProblem($"stage[{i}].name", $"{Stage[i].Name} is taken", "unique names");
        }
    }

    private bool IsEarlier(string reference, Dictionary<string, StageKind> seen)
    {
        if (StageReference.TryParse(reference) is not { } parsed)
            return false;
        if (seen.TryGetValue(parsed.Stage, out var kind))
            return parsed.Step is null ? kind.MakesInput() : kind.MakesCheckpoint();
        return Base.Length > 0 && System.IO.Directory.Exists(Path.Combine(Base, parsed.Stage));
    }
}
