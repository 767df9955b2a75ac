using OlmoRL.Objectives;

namespace OlmoRL.Training.Tests.Fakes;

/// <summary>Tokens of some responses as plain numbers.</summary>
internal sealed record PlainTokens(
    double[] Current, double[] Old, double[] Engine, double[] Reference, double[] Advantages, int[] Responses);

/// <summary>The objectives written once more, with loops and doubles, from the papers' formulas.</summary>
internal sealed record PlainObjective(
    string Loss, LossDenominator Denominator, double Beta = 0, KlEstimator Estimator = KlEstimator.K3,
    ImportanceLevel Level = ImportanceLevel.Token, double Floor = 0, double MaskBelow = 0, double MaskAbove = double.MaxValue)
{
    public const double Low = 0.2;
    public const double High = 0.272;
    public const double Cap = 2.0;
    public const double ConstantTokens = 7;

    /// <param name="tokens">The data.</param>
    /// <param name="frozen">Where CISPO's ratio, a constant of its gradient, is taken.</param>
    public double Value(PlainTokens tokens, double[] frozen)
    {
        var total = 0.0;
        for (var i = 0; i < tokens.Current.Length; i++)
        {
            var kl = tokens.Current[i] - tokens.Reference[i];
            var penalty = Estimator switch
            {
                KlEstimator.K1 => kl,
                KlEstimator.K2 => kl * kl / 2,
                _ => Math.Exp(-kl) - 1 + kl,
            };
            total += Share(tokens, i) * (TokenLoss(tokens, frozen, i) * Weight(tokens, i) + Beta * penalty);
        }

        return total;
    }

    /// <summary>Distance of the nearest ratio from a kink, where no derivative exists.</summary>
    public double Clearance(PlainTokens tokens) => Enumerable.Range(0, tokens.Current.Length)
        .Select(i => Loss == "gspo" ? Math.Exp(Mean(tokens, i, tokens.Current, tokens.Old)) : Math.Exp(tokens.Current[i] - tokens.Old[i]))
        .SelectMany(r => (double[])[Math.Abs(r - (1 - Low)), Math.Abs(r - (1 + High))]).Min();

    private double TokenLoss(PlainTokens tokens, double[] frozen, int i)
    {
        var advantage = tokens.Advantages[i];
        if (Loss == "cispo")
            return -advantage * Math.Min(Math.Exp(frozen[i] - tokens.Old[i]), 1 + High) * tokens.Current[i];
        var ratio = Loss == "gspo"
            ? Math.Exp(Mean(tokens, i, tokens.Current, tokens.Old))
            : Math.Exp(tokens.Current[i] - tokens.Old[i]);
        return Math.Max(-advantage * ratio, -advantage * Math.Clamp(ratio, 1 - Low, 1 + High));
    }

    private double Weight(PlainTokens tokens, int i)
    {
        var rho = Math.Exp(Level == ImportanceLevel.Sequence
            ? Mean(tokens, i, tokens.Old, tokens.Engine)
            : tokens.Old[i] - tokens.Engine[i]);
        return rho < MaskBelow || rho > MaskAbove ? 0 : Math.Clamp(rho, Floor, Cap);
    }

    private double Share(PlainTokens tokens, int i)
    {
        double responses = tokens.Responses.Distinct().Count();
        return Denominator switch
        {
            LossDenominator.Token => 1.0 / tokens.Responses.Length,
            LossDenominator.Sequence => 1 / (responses * tokens.Responses.Count(r => r == tokens.Responses[i])),
            _ => 1 / (responses * ConstantTokens),
        };
    }

    private static double Mean(PlainTokens tokens, int i, double[] a, double[] b) => Enumerable.Range(0, a.Length)
        .Where(j => tokens.Responses[j] == tokens.Responses[i]).Average(j => a[j] - b[j]);
}
