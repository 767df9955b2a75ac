using System.IO.Hashing;
using System.Text;

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

/// <summary>The split of a signature.</summary>
internal static class ProblemSplits
{
    /// <summary>A twentieth of the space each for development and test, by hash.</summary>
    public static ProblemSplit Of(string signature) => (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(signature)) % 20) switch
    {
        0 => ProblemSplit.Development,
        1 => ProblemSplit.Test,
        _ => ProblemSplit.Train,
    };
}
