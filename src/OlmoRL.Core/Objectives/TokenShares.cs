using System.Diagnostics;

namespace OlmoRL.Objectives;

/// <summary>The weight of each token in the loss sum, by denominator.</summary>
/// <remarks>
/// Counts are those of the whole optimizer update, never of a micro-batch or a row, so that one big batch, accumulated
/// micro-batches, packed and unpacked rows have one gradient.
/// </remarks>
/// <param name="denominator">Kind.</param>
/// <param name="constantTokens">Tokens per response under <see cref="LossDenominator.Constant"/>.</param>
public sealed class TokenShares(LossDenominator denominator, double constantTokens)
{
    /// <summary>A share for each token of each micro-batch of one update, in their order.</summary>
    /// <param name="responses">Per micro-batch, the response of each trained token; a response is in one of them only.</param>
    public float[][] Of(IReadOnlyList<int[]> responses)
    {
        var tokens = responses.Sum(r => r.Length);
        var lengths = responses.Select(r => r.CountBy(i => i).ToDictionary()).ToArray();
        double count = Math.Max(1, lengths.Sum(l => l.Count));
        return
        [
            .. responses.Zip(lengths, (batch, length) => (float[])
            [
                .. batch.Select(response => (float)(denominator switch
                {
                    LossDenominator.Token => 1.0 / tokens,
                    LossDenominator.Sequence => 1.0 / (count * length[response]),
                    LossDenominator.Constant => 1.0 / (count * constantTokens),
                    _ => throw new UnreachableException(),
                })),
            ]),
        ];
    }
}
