namespace OlmoRL.Verification;

/// <summary>What a completion earned over all its targets.</summary>
/// <param name="Reward">Weighted sum of scores, clipped as the recipe says; null when a verification failed.</param>
/// <param name="Solved">Every target of the row was met in full, and every gate passed.</param>
/// <param name="Reason">Why not, or why it failed.</param>
/// <param name="Verifications">One for each verifier that was asked, in that order.</param>
public sealed record Grade(double? Reward, bool Solved, string Reason, IReadOnlyList<Verification> Verifications);

/// <summary>How one verifier did on one completion.</summary>
/// <param name="Score">Its score; 0 when incorrect, null when it failed.</param>
public sealed record Verification(string Verifier, TimeSpan Elapsed, double? Score);
