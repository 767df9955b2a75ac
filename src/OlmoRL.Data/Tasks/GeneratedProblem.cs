using OlmoRL.Rollouts;

namespace OlmoRL.Data.Tasks;

/// <summary>A problem of a generated task.</summary>
/// <param name="Signature">What it asks, without the words it is told in: problems that share it are the same.</param>
/// <param name="Prompt">The text a model continues.</param>
/// <param name="Target">How completions are graded.</param>
/// <param name="Row">JSON, for custom rewards.</param>
public sealed record GeneratedProblem(string Signature, string Prompt, VerifierTarget Target, string Row);
