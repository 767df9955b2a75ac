namespace OlmoRL.Verification.Sandboxes;

/// <summary>A test of a program's functions. It runs in another process than the program, under another user.</summary>
/// <param name="Setup">Statements before it; may use what the program defines.</param>
/// <param name="Body">An expression whose value is wanted, or statements that raise when the program is wrong.</param>
/// <param name="IsExpression">Which of the two it is.</param>
/// <param name="EntryPoint">The function that the body's `check` is called with; null where the body makes its own calls.</param>
public sealed record ProgramTest(string Setup, string Body, bool IsExpression, string? EntryPoint);
