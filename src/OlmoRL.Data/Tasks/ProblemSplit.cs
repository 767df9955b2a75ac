namespace OlmoRL.Data.Tasks;

/// <summary>Which part of the problem space a problem belongs to; decided by its signature alone.</summary>
public enum ProblemSplit
{
    /// <summary>Pretraining corpus and RL prompts.</summary>
    Train,

    /// <summary>Choices are made on it.</summary>
    Development,

    /// <summary>Figures come from it, and nothing else touches it.</summary>
    Test,
}
