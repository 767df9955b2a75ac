namespace OlmoRL.Recipes;

/// <summary>The shape of a model that is trained from nothing: a preset, and what differs from it.</summary>
public sealed record ModelSpec : IRecipe
{
    /// <summary>A name of <see cref="ModelPresets"/>; what a recipe leaves out is taken from it.</summary>
    public string Preset { get; init; } = "quickstart";

    /// <summary>Tokens, special ones included.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public int? HiddenSize { get; init; }

    /// <summary>Width inside SwiGLU.</summary>
    public int? IntermediateSize { get; init; }

    /// <summary>Decoder layers.</summary>
    public int? Layers { get; init; }

    /// <summary>Query heads.</summary>
    public int? Heads { get; init; }

    /// <summary>Key and value heads.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Longest sequence.</summary>
    public int? MaxPositions { get; init; }

    /// <summary>Keys that a sliding layer sees, itself included.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public double? RopeTheta { get; init; }

    /// <summary>YaRN factor of full layers: how much longer than its original context the model may read.</summary>
    public double? YarnFactor { get; init; }

    /// <summary>Standard deviation of the initial weights; 1 / sqrt(hidden_size) suits small models.</summary>
    public double? InitializerRange { get; init; }

    /// <summary>Every number, those of the preset where the recipe gives none. The preset must exist.</summary>
    public ModelShape Shape()
    {
        var preset = ModelPresets.Find(Preset) ?? throw new InvalidOperationException($"there is no preset {Preset}");
        var (hidden, heads) = (HiddenSize ?? preset.HiddenSize, Heads ?? preset.Heads);
        var widthsGiven = HiddenSize is not null || Heads is not null;
        return preset with
        {
            VocabularySize = VocabularySize ?? preset.VocabularySize,
            HiddenSize = hidden,
            IntermediateSize = IntermediateSize ?? preset.IntermediateSize,
            Layers = Layers ?? preset.Layers,
            Heads = heads,
            KeyValueHeads = KeyValueHeads ?? (preset.KeyValueHeads == preset.Heads ? heads : preset.KeyValueHeads),
            HeadSize = widthsGiven ? hidden / Math.Max(1, heads) : preset.HeadSize,
            MaxPositions = MaxPositions ?? preset.MaxPositions,
            SlidingWindow = SlidingWindow ?? Math.Min(preset.SlidingWindow, MaxPositions ?? preset.SlidingWindow),
            RopeTheta = RopeTheta ?? preset.RopeTheta,
            YarnFactor = YarnFactor ?? preset.YarnFactor,
            InitializerRange = InitializerRange ?? preset.InitializerRange,
        };
    }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (ModelPresets.Find(Preset) is null)
        {
            yield return RecipeProblem.NotAllowed(nameof(Preset), Preset, string.Join(", ", ModelPresets.Names));
            yield break;
        }

        var shape = Shape();
        if (shape.VocabularySize < 259)
            yield return RecipeProblem.NotAllowed(nameof(VocabularySize), shape.VocabularySize, "at least 259: bytes and special tokens");
        if (shape.Layers < 1)
            yield return RecipeProblem.NotAllowed(nameof(Layers), shape.Layers, "at least 1");
        if (shape.Heads < 1 || ((HiddenSize ?? Heads) is not null && (shape.HiddenSize % shape.Heads != 0 || shape.HeadSize % 8 != 0)))
            yield return RecipeProblem.NotAllowed(nameof(Heads), shape.Heads, "a divisor of hidden_size that leaves a multiple of 8");
        if (shape.KeyValueHeads < 1 || (shape.Heads > 0 && shape.Heads % shape.KeyValueHeads != 0))
            yield return RecipeProblem.NotAllowed(nameof(KeyValueHeads), shape.KeyValueHeads, $"a divisor of heads, {shape.Heads}");
        if (shape.SlidingWindow < 1 || shape.SlidingWindow > shape.MaxPositions)
            yield return RecipeProblem.NotAllowed(nameof(SlidingWindow), shape.SlidingWindow, $"1 to max_positions, {shape.MaxPositions}");
        if (shape.YarnFactor < 1)
            yield return RecipeProblem.NotAllowed(nameof(YarnFactor), shape.YarnFactor, "at least 1");
    }
}
