namespace OlmoRL.Inference;

/// <summary>Names one sequence in an engine: its group, and its place among the siblings.</summary>
public readonly record struct SequenceKey(long GroupId, int Sibling);
