using System.Numerics;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>A plain Python value, as far as tests compare them. What is not one of these is <see cref="Opaque"/>.</summary>
public abstract record PythonValue
{
    private PythonValue()
    {
    }

    /// <summary>None.</summary>
    public sealed record None : PythonValue;

    /// <summary>An int or a bool, which Python takes for 0 and 1.</summary>
    public sealed record Integer(BigInteger Value) : PythonValue;

    /// <summary>A float.</summary>
    public sealed record Float(double Value) : PythonValue;

    /// <summary>A str.</summary>
    public sealed record Text(string Value) : PythonValue;

    /// <summary>A bytes object, in hexadecimal.</summary>
    public sealed record Bytes(string Hexadecimal) : PythonValue;

    /// <summary>A list.</summary>
    public sealed record List(IReadOnlyList<PythonValue> Items) : PythonValue;

    /// <summary>A tuple.</summary>
    public sealed record Tuple(IReadOnlyList<PythonValue> Items) : PythonValue;

    /// <summary>A set or frozenset; no two items are equal.</summary>
    public sealed record Set(IReadOnlyList<PythonValue> Items) : PythonValue;

    /// <summary>A dict; no two keys are equal.</summary>
    public sealed record Dictionary(IReadOnlyList<(PythonValue Key, PythonValue Value)> Items) : PythonValue;

    /// <summary>Anything else; equal to nothing.</summary>
    public sealed record Opaque(string Kind) : PythonValue;
}
