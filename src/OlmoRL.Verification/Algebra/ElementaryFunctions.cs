using System.Numerics;

namespace OlmoRL.Verification.Algebra;

/// <summary>The functions that answers use, on approximations.</summary>
internal static class ElementaryFunctions
{
    private static readonly Dictionary<string, (Func<Complex, Complex> Value, Func<Complex, Complex> Derivative)> Smooth = new()
    {
        ["sin"] = (Complex.Sin, Complex.Cos),
        ["cos"] = (Complex.Cos, Complex.Sin),
        ["tan"] = (Complex.Tan, x => 1 / (Complex.Cos(x) * Complex.Cos(x))),
        ["exp"] = (Complex.Exp, Complex.Exp),
        ["ln"] = (Log, x => 1 / x),
        ["sinh"] = (Complex.Sinh, Complex.Cosh),
        ["cosh"] = (Complex.Cosh, Complex.Sinh),
        ["tanh"] = (Complex.Tanh, x => 1 / (Complex.Cosh(x) * Complex.Cosh(x))),
        ["arcsin"] = (Arcsin, x => 1 / Complex.Sqrt(1 - x * x)),
        ["arccos"] = (x => Math.PI / 2 - Arcsin(x), x => 1 / Complex.Sqrt(1 - x * x)),
        ["arctan"] = (Arctan, x => 1 / (1 + x * x)),
    };

    /// <summary>Names that take one argument, and are written `\sin x`.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(
        [.. Smooth.Keys, "log", "cot", "sec", "csc", "coth", "sech", "csch", "arccot", "arcsec", "arccsc", "gcd", "lcm", "max", "min",
            "Re", "Im", "arg", "det"]);

    public static Approximation Apply(string name, Approximation[] arguments)
    {
        if (arguments is [var x])
        {
            if (Smooth.TryGetValue(name, out var smooth))
                return x.Apply(smooth.Value, smooth.Derivative);
            return name switch
            {
                "cot" => Apply("cos", [x]) / Apply("sin", [x]),
                "sec" => Approximation.Exact(1) / Apply("cos", [x]),
                "csc" => Approximation.Exact(1) / Apply("sin", [x]),
                "coth" => Apply("cosh", [x]) / Apply("sinh", [x]),
                "sech" => Approximation.Exact(1) / Apply("cosh", [x]),
                "csch" => Approximation.Exact(1) / Apply("sinh", [x]),
                "arccot" => Apply("arctan", [Approximation.Exact(1) / x]),
                "arcsec" => Apply("arccos", [Approximation.Exact(1) / x]),
                "arccsc" => Apply("arcsin", [Approximation.Exact(1) / x]),
                "log" => Apply("log", [Approximation.Exact(10), x]),
                "abs" => new Approximation(Complex.Abs(x.Value), x.Error),
                "Re" => new Approximation(x.Value.Real, x.Error),
                "Im" => new Approximation(x.Value.Imaginary, x.Error),
                "factorial" => Gamma.OfSuccessor(x),
                "floor" => x.Stepwise(Math.Floor),
                "ceil" => x.Stepwise(Math.Ceiling),
                _ => Approximation.NotANumber,
            };
        }

        return (name, arguments) switch
        {
            ("log", [var b, var y]) => Apply("ln", [y]) / Apply("ln", [b]),
            ("binom", [var n, var k]) => Gamma.Binomial(n, k),
            ("max", _) => arguments.MaxBy(a => a.Value.Real),
            ("min", _) => arguments.MinBy(a => a.Value.Real),
            _ => Approximation.NotANumber,
        };
    }

    private static Complex Log(Complex x) => x is { Imaginary: 0, Real: > 0 } ? Math.Log(x.Real) : Complex.Log(x);

    private static Complex Arcsin(Complex x) => x is { Imaginary: 0, Real: >= -1 and <= 1 } ? Math.Asin(x.Real) : Complex.Asin(x);

    private static Complex Arctan(Complex x) => x.Imaginary == 0 ? Math.Atan(x.Real) : Complex.Atan(x);
}
