namespace OlmoRL.Recipes;

/// <summary>The shape of a model that is trained from nothing.</summary>
public sealed record ModelSpec : IRecipe
{
    /// <summary>Tokens, special ones included.</summary>
    public int VocabularySize { get; init; } = 512;

    /// <summary>Width of the residual stream.</summary>
    public int HiddenSize { get; init; } = 128;

    /// <summary>Width inside SwiGLU.</summary>
    public int IntermediateSize { get; init; } = 384;

    /// <summary>Decoder layers.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Query heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Key and value heads.</summary>
    public int KeyValueHeads { get; init; } = 2;

    /// <summary>Longest sequence.</summary>
    public int MaxPositions { get; init; } = 256;

    /// <summary>Keys that a sliding layer sees, itself included.</summary>
    public int SlidingWindow { get; init; } = 24;

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 500_000;

    /// <summary>YaRN factor of full layers: how much longer than its original context the model may read.</summary>
    public double YarnFactor { get; init; } = 4;

    /// <summary>Standard deviation of the initial weights; 1 / sqrt(hidden_size) suits small models.</summary>
    public double InitializerRange { get; init; } = 0.08;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (VocabularySize < 259)
            yield return RecipeProblem.NotAllowed(nameof(VocabularySize), VocabularySize, "at least 259: bytes and special tokens");
        if (Layers < 1)
            yield return RecipeProblem.NotAllowed(nameof(Layers), Layers, "at least 1");
        if (Heads < 1 || HiddenSize % Heads != 0 || HiddenSize / Heads % 8 != 0)
            yield return RecipeProblem.NotAllowed(nameof(Heads), Heads, "a divisor of hidden_size that leaves a multiple of 8");
        if (KeyValueHeads < 1 || Heads % KeyValueHeads != 0)
            yield return RecipeProblem.NotAllowed(nameof(KeyValueHeads), KeyValueHeads, $"a divisor of heads, {Heads}");
        if (SlidingWindow < 1 || SlidingWindow > MaxPositions)
            yield return RecipeProblem.NotAllowed(nameof(SlidingWindow), SlidingWindow, $"1 to max_positions, {MaxPositions}");
        if (YarnFactor < 1)
            yield return RecipeProblem.NotAllowed(nameof(YarnFactor), YarnFactor, "at least 1");
    }
}
