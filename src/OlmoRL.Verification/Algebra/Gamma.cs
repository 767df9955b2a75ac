namespace OlmoRL.Verification.Algebra;

/// <summary>Factorials and binomials of numbers that are not whole: what n! is at the points where n is sampled.</summary>
internal static class Gamma
{
    /// <summary>Largest argument whose factorial is a double.</summary>
    private const double MaxArgument = 170;

    private const double RelativeError = 1e-13;
    private const int MaxFactors = 64;

    /// <summary>Lanczos coefficients for g = 7 (Godfrey 2001).</summary>
    private static readonly double[] Coefficients =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>x!, that is gamma of x + 1, for real x from 0.</summary>
    public static Approximation OfSuccessor(Approximation x)
    {
        if (!x.IsReal || x.Value.Real is < 0 or > MaxArgument)
            return Approximation.NotANumber;
        var argument = x.Value.Real;
        var sum = Coefficients[0];
        for (var i = 1; i < Coefficients.Length; i++)
            sum += Coefficients[i] / (argument + i);
        var t = argument + Coefficients.Length - 1.5;
        var value = Math.Sqrt(2 * Math.PI) * Math.Pow(t, argument + 0.5) * Math.Exp(-t) * sum;
        return new Approximation(value, Math.Abs(value) * (RelativeError * Math.Max(1, argument) + Math.Log(t) * x.Error));
    }

    /// <summary>n over k; a product where k is a small whole number.</summary>
    public static Approximation Binomial(Approximation n, Approximation k)
    {
        if (k.IsReal && k.Value.Real is >= 0 and <= MaxFactors && k.Value.Real == Math.Round(k.Value.Real))
        {
            var product = Approximation.Exact(1);
            for (var i = 0; i < (int)k.Value.Real; i++)
                product = product * (n + Approximation.Exact(-i)) / Approximation.Exact(i + 1);
            return product;
        }

        var difference = n + new Approximation(-k.Value, k.Error);
        return OfSuccessor(n) / (OfSuccessor(k) * OfSuccessor(difference));
    }
}
