using OlmoRL.Recipes;
using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>`[reward.verifiers.code]`.</summary>
public sealed record CodeVerifierOptions : VerifierOptions
{
    /// <summary>docker, bubblewrap, or auto: Docker where a daemon answers.</summary>
    public SandboxKind Sandbox { get; init; } = SandboxKind.Auto;

    /// <summary>fresh-user wipes a sandbox between completions; single-use destroys it, about fifty times slower.</summary>
    public SandboxIsolation Isolation { get; init; } = SandboxIsolation.FreshUser;

    /// <summary>Completions graded at once; as many as there are processors, since programs that compute share them, but no fewer than two.</summary>
    public int Sandboxes { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 64);

    /// <summary>Wall time of one test, program start included.</summary>
    public TimeSpan TestTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Wall time of all tests of a completion; what is left then counts as not passed.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Memory of a program.</summary>
    public int MemoryMegabytes { get; init; } = 256;

    /// <summary>Share of passed tests from which the share is the score; below it the completion is incorrect.</summary>
    public double Threshold { get; init; } = 1.0;

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (Sandboxes is < 1 or > 64)
            yield return RecipeProblem.NotAllowed(nameof(Sandboxes), Sandboxes, "1 to 64");
        if (TestTime <= TimeSpan.Zero || TestTime > TotalTime)
            yield return RecipeProblem.NotAllowed(nameof(TestTime), TestTime.TotalSeconds, "above 0 seconds, at most total_time");
        if (MemoryMegabytes is < 32 or > 384)
            yield return RecipeProblem.NotAllowed(nameof(MemoryMegabytes), MemoryMegabytes, "32 to 384");
        if (Threshold is < 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(Threshold), Threshold, "0 to 1");
    }
}
