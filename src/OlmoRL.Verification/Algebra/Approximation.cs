using System.Numerics;

namespace OlmoRL.Verification.Algebra;

/// <summary>A complex number with a bound on how far rounding may have moved it (running error analysis, first order).</summary>
/// <remarks>
/// The bound is what lets an identity be told from a near miss: x^2 - 2x + 1 near x = 1 has a large one, so it is compared
/// loosely there; 1000000.0000001 has a small one, so it is not 1000000.
/// </remarks>
internal readonly record struct Approximation(Complex Value, double Error)
{
    private const double Unit = 2.3e-16;

    public static Approximation NotANumber { get; } = new(Complex.NaN, 0);

    /// <summary>Known well enough that comparing it means something.</summary>
    public bool IsMeaningful => Complex.IsFinite(Value) && double.IsFinite(Error) && Error <= 1e-4 * Math.Max(Magnitude, 1e-9);

    /// <summary>On the real line, up to rounding.</summary>
    public bool IsReal => Math.Abs(Value.Imaginary) <= 8 * Error + 1e-13 * Magnitude;

    private double Magnitude => Complex.Abs(Value);

    public static Approximation Exact(double value) => new(value, 0);

    /// <summary>A value that is right up to its last bit.</summary>
    public static Approximation Rounded(Complex value) => new(value, Unit * Complex.Abs(value));

    public bool Agrees(Approximation other) => Complex.Abs(Value - other.Value)
        <= 8 * (Error + other.Error) + 4 * Unit * Math.Max(Magnitude, other.Magnitude);

    public static Approximation operator +(Approximation a, Approximation b) =>
        With(a.Value + b.Value, a.Error + b.Error);

    public static Approximation operator *(Approximation a, Approximation b) =>
        With(a.Value * b.Value, a.Magnitude * b.Error + b.Magnitude * a.Error);

    public static Approximation operator /(Approximation a, Approximation b)
    {
        if (b.Magnitude <= 2 * b.Error || b.Value == Complex.Zero)
            return NotANumber;
        var quotient = a.Value / b.Value;
        return With(quotient, (a.Error + Complex.Abs(quotient) * b.Error) / b.Magnitude);
    }

    /// <summary>A smooth function: the error grows by the derivative.</summary>
    public Approximation Apply(Func<Complex, Complex> function, Func<Complex, Complex> derivative)
    {
        var value = function(Value);
        return With(value, 4 * Unit * Complex.Abs(value) + Complex.Abs(derivative(Value)) * (Error + Unit * Magnitude));
    }

    public Approximation Power(Approximation exponent)
    {
        if (Value == Complex.Zero)
            return exponent.Value.Real > 0 ? Exact(0) : NotANumber;
        var real = Value.Imaginary == 0 && exponent.Value.Imaginary == 0
            && (Value.Real > 0 || exponent.Value.Real == Math.Round(exponent.Value.Real));
        var value = real ? new Complex(Math.Pow(Value.Real, exponent.Value.Real), 0) : Complex.Pow(Value, exponent.Value);
        var log = Complex.Abs(Complex.Log(Value));
        var relative = Complex.Abs(exponent.Value) * Error / Magnitude + log * (exponent.Error + Unit * Complex.Abs(exponent.Value)) + 4 * Unit;
        return new(value, Complex.Abs(value) * relative);
    }

    /// <summary>Whole-valued functions: near a whole number the nearest one decides.</summary>
    public Approximation Stepwise(Func<double, double> function)
    {
        if (!IsReal)
            return NotANumber;
        var nearest = Math.Round(Value.Real);
        return Exact(Math.Abs(Value.Real - nearest) <= 8 * Error + 1e-12 ? nearest : function(Value.Real));
    }

    private static Approximation With(Complex value, double error) => new(value, error + Unit * Complex.Abs(value));
}
