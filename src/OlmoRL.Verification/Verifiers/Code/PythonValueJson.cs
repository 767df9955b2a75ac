using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>Reads the canonical JSON of a value that came out of a sandbox (sandboxes/python/harness/values.py).</summary>
internal static class PythonValueJson
{
    /// <summary>The value; <see cref="PythonValue.Opaque"/> for whatever is not well formed plain data.</summary>
    public static PythonValue Read(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.Null => new PythonValue.None(),
                JsonValueKind.True => new PythonValue.Integer(BigInteger.One),
                JsonValueKind.False => new PythonValue.Integer(BigInteger.Zero),
                JsonValueKind.Number => new PythonValue.Integer(json.GetInt64()),
                JsonValueKind.String => new PythonValue.Text(json.GetString()!),
                JsonValueKind.Array => new PythonValue.List(Items(json)),
                _ => Tagged(json.EnumerateObject().Single()),
            };
        }
        catch (Exception malformed) when (malformed is FormatException or InvalidOperationException or OverflowException)
        {
            return new PythonValue.Opaque("malformed");
        }
    }

    private static PythonValue Tagged(JsonProperty tagged) => tagged.Name switch
    {
        "i" => new PythonValue.Integer(Hexadecimal(tagged.Value.GetString()!)),
        "f" => new PythonValue.Float(Real(tagged.Value.GetString()!)),
        "t" => new PythonValue.Tuple(Items(tagged.Value)),
        "s" or "z" => new PythonValue.Set(Items(tagged.Value)),
        "d" => new PythonValue.Dictionary([.. tagged.Value.EnumerateArray().Select(pair => (Read(pair[0]), Read(pair[1])))]),
        "b" => new PythonValue.Bytes(tagged.Value.GetString()!),
        "o" => new PythonValue.Opaque(tagged.Value.ToString()),
        _ => new PythonValue.Opaque(tagged.Name),
    };

    private static PythonValue[] Items(JsonElement array) => [.. array.EnumerateArray().Select(Read)];

    private static double Real(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>Python's hex(): 0x… or -0x….</summary>
    private static BigInteger Hexadecimal(string text)
    {
        var negative = text.StartsWith('-');
        if (!text.AsSpan(negative ? 1 : 0).StartsWith("0x"))
            throw new FormatException();
        var digits = BigInteger.Parse(string.Concat("0", text.AsSpan(negative ? 3 : 2)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return negative ? -digits : digits;
    }
}
