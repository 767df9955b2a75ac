namespace OlmoRL.Recipes;

/// <summary>The numbers that make a transformer of the Olmo 3 family.</summary>
public sealed record ModelShape
{
    /// <summary>Tokens, special ones included.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside SwiGLU.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Longest sequence, tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Keys that a sliding layer sees, itself included.</summary>
    public required int SlidingWindow { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 500_000;

    /// <summary>YaRN factor of full layers; 1 leaves them plain.</summary>
    public double YarnFactor { get; init; } = 1;

    /// <summary>Standard deviation of the initial weights.</summary>
    public double InitializerRange { get; init; } = 0.02;
}
