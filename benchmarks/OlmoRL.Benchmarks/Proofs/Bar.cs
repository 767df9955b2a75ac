namespace OlmoRL.Benchmarks.Proofs;

/// <summary>A bar of an issue, measured.</summary>
/// <param name="Name">Which bar.</param>
/// <param name="Command">What was run.</param>
/// <param name="Figure">What came out.</param>
/// <param name="Required">What the bar asks for.</param>
/// <param name="Met">Whether it is met.</param>
public sealed record Bar(string Name, string Command, string Figure, string Required, bool Met);
