using OlmoRL.Recipes;

namespace OlmoRL.Verification.Scripts;

/// <summary>`[reward.verifiers.NAME]` where the type is script:PATH or assembly:PATH;TYPE.</summary>
public sealed record OperatorCodeOptions : VerifierOptions
{
    /// <summary>Run in a process of its own, which is killed and replaced when a row takes too long.</summary>
    /// <remarks>False saves a start and a round trip, but code that hangs then keeps a thread until the run ends.</remarks>
    public bool Isolated { get; init; } = true;

    /// <summary>Processes, each of which grades one completion at a time.</summary>
    public int Processes { get; init; } = 2;

    /// <summary>Time for one completion.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (Processes < 1)
            yield return RecipeProblem.NotAllowed(nameof(Processes), Processes, "at least 1");
        if (TimeLimit <= TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(TimeLimit), TimeLimit.TotalSeconds, "above 0 seconds");
    }
}
