namespace OlmoRL.Recipes;

/// <summary>Where prompts come from: a generated task, a JSON-lines file, or a mixture of data sets.</summary>
public sealed record DataSpec : IRecipe
{
    /// <summary>JSON lines with `messages` or `prompt`, `ground_truth` and `dataset`; empty for the generated task.</summary>
    [RecipePath]
    public string Path { get; init; } = "";

    /// <summary>Data sets to mix, in place of one file; rows as those of <see cref="Path"/>, in any format.</summary>
    public IReadOnlyList<MixtureSource> Source { get; init; } = [];

    /// <summary>
    /// Chat template of a file's rows, by name; empty takes the checkpoint's own for `messages` and none for `prompt`.
    /// </summary>
    public string Template { get; init; } = "";

    /// <summary>A Jinja file in place of a named template.</summary>
    [RecipePath]
    public string TemplateFile { get; init; } = "";

    /// <summary>Rows of a file whose prompt has more tokens are left out; 0 takes all.</summary>
    public int MaxPromptTokens { get; init; }

    /// <summary>Which task is generated.</summary>
    public GeneratedTaskKind Task { get; init; } = GeneratedTaskKind.Arithmetic;

    /// <summary>Seed of the generated task, or of the shuffle of a file.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Distinct problems that are generated to train on.</summary>
    public int Problems { get; init; } = 8192;

    /// <summary>Fewest operations of a generated problem of arithmetic.</summary>
    public int MinSteps { get; init; } = 2;

    /// <summary>Most operations of a generated problem of arithmetic.</summary>
    public int MaxSteps { get; init; } = 4;

    /// <summary>Largest number that a generated problem of arithmetic adds or subtracts.</summary>
    public int MaxOperand { get; init; } = 19;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Problems < 1)
            yield return RecipeProblem.NotAllowed(nameof(Problems), Problems, "at least 1");
        if (MinSteps < 1)
            yield return RecipeProblem.NotAllowed(nameof(MinSteps), MinSteps, "at least 1");
        if (MaxSteps < MinSteps)
            yield return RecipeProblem.NotAllowed(nameof(MaxSteps), MaxSteps, $"at least min_steps, {MinSteps}");
        if (MaxOperand is < 2 or > 99)
            yield return RecipeProblem.NotAllowed(nameof(MaxOperand), MaxOperand, "2 to 99");
        if (Path.Length > 0 && !File.Exists(Path))
            yield return new RecipeProblem("path", $"{Path} does not exist", "a JSON-lines file");
        if (Path.Length > 0 && Source.Count > 0)
            yield return new RecipeProblem("path", "there are sources as well", "one of the two");
        if (TemplateFile.Length > 0 && !File.Exists(TemplateFile))
            yield return new RecipeProblem("template_file", $"{TemplateFile} does not exist", "a Jinja file");
        if (TemplateFile.Length > 0 && Template.Length > 0)
            yield return new RecipeProblem("template_file", "there is a template as well", "one of the two");
        if (MaxPromptTokens < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxPromptTokens), MaxPromptTokens, "at least 0");
    }
}
