using System.Numerics;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>Python's `==` between plain values: exact, numbers across int, bool and float, sets and dicts without order.</summary>
internal static class PythonEquality
{
    public static bool AreEqual(PythonValue left, PythonValue right) => (left, right) switch
    {
        (PythonValue.None, PythonValue.None) => true,
        (PythonValue.Integer a, PythonValue.Integer b) => a.Value == b.Value,
        (PythonValue.Float a, PythonValue.Float b) => a.Value == b.Value,
        (PythonValue.Integer a, PythonValue.Float b) => AreEqual(a.Value, b.Value),
        (PythonValue.Float a, PythonValue.Integer b) => AreEqual(b.Value, a.Value),
        (PythonValue.Text a, PythonValue.Text b) => string.Equals(a.Value, b.Value, StringComparison.Ordinal),
        (PythonValue.Bytes a, PythonValue.Bytes b) => string.Equals(a.Hexadecimal, b.Hexadecimal, StringComparison.OrdinalIgnoreCase),
        (PythonValue.List a, PythonValue.List b) => InOrder(a.Items, b.Items),
        (PythonValue.Tuple a, PythonValue.Tuple b) => InOrder(a.Items, b.Items),
        (PythonValue.Set a, PythonValue.Set b) => SameItems(a.Items, b.Items, AreEqual),
        (PythonValue.Dictionary a, PythonValue.Dictionary b) =>
            SameItems(a.Items, b.Items, (x, y) => AreEqual(x.Key, y.Key) && AreEqual(x.Value, y.Value)),
        _ => false,
    };

    private static bool AreEqual(BigInteger integer, double real) => double.IsInteger(real) && new BigInteger(real) == integer;

    private static bool InOrder(IReadOnlyList<PythonValue> left, IReadOnlyList<PythonValue> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
                return false;
        }

        return true;
    }

    /// <summary>Quadratic unless both are in the same order, which is tried first; the graded side is bounded by its output limit.</summary>
    private static bool SameItems<T>(IReadOnlyList<T> left, IReadOnlyList<T> right, Func<T, T, bool> equal)
    {
        if (left.Count != right.Count)
            return false;
        var rest = new LinkedList<T>(right);
        foreach (var item in left)
        {
            var node = rest.First;
            while (node is not null && !equal(item, node.Value))
                node = node.Next;
            if (node is null)
                return false;
            rest.Remove(node);
        }

        return true;
    }
}
