namespace OlmoRL.Rollouts;

/// <summary>The run's seeded order of prompts.</summary>
public interface IPromptSource
{
    /// <summary>The prompt at a place of the order, from 0; equal places give equal prompts, so a cursor is all there is to save.</summary>
    Prompt Draw(long index);

    /// <summary>Tokens of the longest prompt.</summary>
    int LongestPrompt { get; }

    /// <summary>Verifiers that the prompts' targets name, without repetition.</summary>
    IReadOnlyCollection<string> VerifierNames { get; }
}
