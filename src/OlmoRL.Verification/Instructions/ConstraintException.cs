namespace OlmoRL.Verification.Instructions;

/// <summary>A row names a constraint that does not exist, or gives it arguments that cannot be used.</summary>
public sealed class ConstraintException(string problem) : Exception(problem);
