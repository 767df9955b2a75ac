namespace OlmoRL.Evaluation;

/// <summary>A finished run of a sweep.</summary>
/// <param name="Setting">What differs from the recipe; empty for nothing.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Directory">Of the run.</param>
/// <param name="After">Its end model on the held-out problems.</param>
public sealed record SweepCell(string Setting, int Seed, string Directory, EvaluationReport After);
