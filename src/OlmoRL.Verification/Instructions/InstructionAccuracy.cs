namespace OlmoRL.Verification.Instructions;

/// <summary>The four figures of IFEval and IFBench (arXiv 2311.07911, section 3).</summary>
/// <param name="PromptStrict">Share of responses that meet every constraint as they stand.</param>
/// <param name="InstructionStrict">Share of constraints met by responses as they stand.</param>
/// <param name="PromptLoose">Share of responses each of whose constraints is met loosely.</param>
/// <param name="InstructionLoose">Share of constraints met loosely.</param>
public sealed record InstructionAccuracy(double PromptStrict, double InstructionStrict, double PromptLoose, double InstructionLoose)
{
    /// <summary>Over responses, each with the strict and the loose verdict of each of its constraints.</summary>
    /// <param name="responses">At least one.</param>
    public static InstructionAccuracy Of(IReadOnlyList<InstructionVerdicts> responses)
    {
        var instructions = (double)responses.Sum(r => r.Strict.Count);
        return new(
            responses.Count(r => r.Strict.All(met => met)) / (double)responses.Count,
            responses.Sum(r => r.Strict.Count(met => met)) / instructions,
            responses.Count(r => r.Loose.All(met => met)) / (double)responses.Count,
            responses.Sum(r => r.Loose.Count(met => met)) / instructions);
    }
}

/// <summary>What one response met.</summary>
/// <param name="Strict">[constraints] as it stands.</param>
/// <param name="Loose">[constraints] with what loose scoring forgives.</param>
public sealed record InstructionVerdicts(IReadOnlyList<bool> Strict, IReadOnlyList<bool> Loose)
{
    /// <summary>The verdicts of a response, which is taken as it is: thinking must be off already.</summary>
    public static InstructionVerdicts Of(IReadOnlyList<ConstraintCall> calls, string response) =>
        new([.. calls.Select(c => c.IsMetStrictly(response))], [.. calls.Select(c => c.IsMetLoosely(response))]);
}
