namespace OlmoRL.Objectives;

/// <summary>What the sum of token losses is divided by.</summary>
public enum LossDenominator
{
    /// <summary>The trained tokens of the update: every token counts alike (DAPO, Olmo 3).</summary>
    Token,

    /// <summary>Each response's own length, then the responses: every response counts alike (GRPO, GSPO).</summary>
    Sequence,

    /// <summary>A fixed number of tokens per response: no length enters (Dr. GRPO).</summary>
    Constant,
}
