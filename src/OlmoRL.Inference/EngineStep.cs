using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>A token and its log-prob.</summary>
public readonly record struct TokenLogProb(int TokenId, float LogProb);

/// <summary>A token sampled in a step.</summary>
/// <param name="Key">Of which sequence.</param>
/// <param name="TokenId">What was drawn.</param>
/// <param name="LogProb">Its log-prob under the distribution it was drawn from.</param>
/// <param name="Finish">Why the sequence ended with it, or null when it goes on.</param>
/// <param name="Top">The most likely tokens of that distribution, best first, when they were asked for.</param>
public readonly record struct SampledToken(
    SequenceKey Key, int TokenId, float LogProb, FinishReason? Finish, TokenLogProb[]? Top = null);

/// <summary>The scores of a prompt whose log-probs were asked for.</summary>
/// <param name="Key">Of which sequence.</param>
/// <param name="LogProbs">At temperature 1, [promptTokens]; NaN for the first, which nothing predicts.</param>
/// <param name="Top">The most likely tokens at each place, [promptTokens][n]; empty for the first.</param>
public sealed record PromptScores(SequenceKey Key, float[] LogProbs, TokenLogProb[][] Top);

/// <summary>What one engine step did. The lists are valid until the next step.</summary>
/// <param name="Version">The weights that sampled every token of the step.</param>
/// <param name="Tokens">One for every sequence that decodes, in order of admission.</param>
/// <param name="Prompts">Of prompts that were completed and asked for.</param>
/// <param name="ComputedTokens">Tokens in the forward pass, prompts included.</param>
public readonly record struct EngineStep(
    PolicyVersion Version, IReadOnlyList<SampledToken> Tokens, IReadOnlyList<PromptScores> Prompts, int ComputedTokens);
