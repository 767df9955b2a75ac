namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>A stretch of output that a generation block wrote, in UTF-16 units.</summary>
internal readonly record struct GenerationBlock(int Start, int Length);
