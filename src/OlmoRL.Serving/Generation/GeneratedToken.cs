using OlmoRL.Inference;
using OlmoRL.Rollouts;

namespace OlmoRL.Serving.Generation;

/// <summary>A token of one of the answers to a request.</summary>
/// <param name="Choice">Which answer, from 0.</param>
/// <param name="TokenId">What was sampled.</param>
/// <param name="LogProb">Under the distribution it was drawn from.</param>
/// <param name="Top">The most likely tokens there, best first, when they were asked for.</param>
/// <param name="Finish">Why the answer ends with it, or null.</param>
public readonly record struct GeneratedToken(int Choice, int TokenId, float LogProb, TokenLogProb[]? Top, FinishReason? Finish);
