namespace OlmoRL.Serving.Http;

/// <summary>What one server takes at once.</summary>
public sealed record ServerLimits
{
    /// <summary>Largest body in bytes.</summary>
    public long BodyBytes { get; init; } = 4 << 20;

    /// <summary>Most answers of one request, over all of its prompts.</summary>
    public int Choices { get; init; } = 128;

    /// <summary>Most sequences under way or waiting; beyond it requests are told to come back.</summary>
    public int Sequences { get; init; } = 512;
}
