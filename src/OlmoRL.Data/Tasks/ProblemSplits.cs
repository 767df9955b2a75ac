using System.IO.Hashing;
using System.Text;

namespace OlmoRL.Data.Tasks;

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

    /// <summary>Draws until a problem is of the split.</summary>
    public static T Draw<T>(ProblemSplit split, Random random, Func<Random, T> draw, Func<T, string> signature)
    {
        while (true)
        {
            var problem = draw(random);
            if (Of(signature(problem)) == split)
                return problem;
        }
    }
}
