namespace OlmoRL.Verification.Judging;

/// <summary>No judgement came: the endpoint, its replies or a limit is at fault, never the graded answer.</summary>
public sealed class JudgeException(string problem) : Exception(problem);
