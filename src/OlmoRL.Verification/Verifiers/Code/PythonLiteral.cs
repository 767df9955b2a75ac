using System.Globalization;
using System.Numerics;
using System.Text;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>
/// Reads Python literals: numbers, strings, bytes, None, True, False, lists, tuples, sets, dicts and set(). Never evaluates.
/// </summary>
internal sealed class PythonLiteral
{
    private const int MaxDepth = 100;
    private readonly string _text;
    private int _at;
    private int _depth;

    private PythonLiteral(string text) => _text = text;

    /// <summary>The value; null when the text is anything but one literal.</summary>
    public static PythonValue? TryParse(string text)
    {
        var reader = new PythonLiteral(text);
        try
        {
            var value = reader.Value();
            if (reader.Peek() == ',')
                value = new PythonValue.Tuple(reader.Rest(value, '\0'));
            return reader.Peek() == '\0' ? value : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private PythonValue Value()
    {
        if (++_depth > MaxDepth)
            throw new FormatException();
        var first = Peek();
        PythonValue value = first switch
        {
            '[' => new PythonValue.List(Sequence('[', ']').Items),
            '(' => Parenthesised(),
            '{' => Braces(),
            '-' or '+' => Signed(),
            '\'' or '"' => Strings(),
            _ when char.IsAsciiDigit(first) || first == '.' => Number(),
            _ when char.IsAsciiLetter(first) => Word(),
            _ => throw new FormatException(),
        };
        _depth--;
        return value;
    }

    private PythonValue Parenthesised()
    {
        var (items, hasComma) = Sequence('(', ')');
        return items.Count == 1 && !hasComma ? items[0] : new PythonValue.Tuple(items);
    }

    private (List<PythonValue> Items, bool HasComma) Sequence(char open, char close)
    {
        Expect(open);
        if (Take(close))
            return ([], false);
        var first = Value();
        var hasComma = Peek() == ',';
        var items = Rest(first, close);
        Expect(close);
        return (items, hasComma);
    }

    /// <summary>The items after a first one, up to the closing character, which is not taken.</summary>
    private List<PythonValue> Rest(PythonValue first, char close)
    {
        List<PythonValue> items = [first];
        while (Take(',') && Peek() != close)
            items.Add(Value());
        return items;
    }

    private PythonValue Braces()
    {
        Expect('{');
        if (Take('}'))
            return new PythonValue.Dictionary([]);
        var first = Value();
        if (Peek() != ':')
        {
            var items = Rest(first, '}');
            Expect('}');
            return new PythonValue.Set(Distinct(items, i => i));
        }

        List<(PythonValue Key, PythonValue Value)> pairs = [];
        for (var key = first; ; key = Value())
        {
            Expect(':');
            pairs.Add((key, Value()));
            if (!Take(',') || Peek() == '}')
                break;
        }

        Expect('}');
        pairs.Reverse(); // Of equal keys the last one's value counts.
        return new PythonValue.Dictionary(Distinct(pairs, p => p.Key));
    }

    private static List<T> Distinct<T>(List<T> items, Func<T, PythonValue> key)
    {
        List<T> distinct = [];
        foreach (var item in items)
        {
            if (!distinct.Exists(d => PythonEquality.AreEqual(key(d), key(item))))
                distinct.Add(item);
        }

        return distinct;
    }

    private PythonValue Signed()
    {
        var negative = Peek() == '-';
        _at++;
        return Value() switch
        {
            PythonValue.Integer(var number) => new PythonValue.Integer(negative ? -number : number),
            PythonValue.Float(var number) => new PythonValue.Float(negative ? -number : number),
            _ => throw new FormatException(),
        };
    }

    private PythonValue Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_' || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E' && !IsPrefixed(start))))
            _at++;
        var digits = _text[start.._at].Replace("_", "", StringComparison.Ordinal);
        if (IsPrefixed(start))
            return new PythonValue.Integer(Prefixed(digits));
        if (BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
            return digits.Length > 1 && digits[0] == '0' && !integer.IsZero ? throw new FormatException() : new PythonValue.Integer(integer);
        const NumberStyles Real = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(digits, Real, CultureInfo.InvariantCulture, out var real) ? new PythonValue.Float(real) : throw new FormatException();
    }

    private bool IsPrefixed(int start) => start + 1 < _text.Length && _text[start] == '0' && char.ToLowerInvariant(_text[start + 1]) is 'x' or 'o' or 'b';

    private static BigInteger Prefixed(string digits)
    {
        var radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        var value = BigInteger.Zero;
        foreach (var digit in digits.AsSpan(2))
        {
            var worth = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            value = worth < radix ? (value * radix) + worth : throw new FormatException();
        }

        return digits.Length > 2 ? value : throw new FormatException();
    }

    private PythonValue Word()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
            _at++;
        var word = _text[start.._at];
        if (_at < _text.Length && _text[_at] is '\'' or '"')
        {
            _at = start;
            return Strings();
        }

        switch (word)
        {
            case "None":
                return new PythonValue.None();
            case "True":
                return new PythonValue.Integer(BigInteger.One);
            case "False":
                return new PythonValue.Integer(BigInteger.Zero);
            case "set" or "frozenset" when Take('(') && Take(')'):
                return new PythonValue.Set([]);
            default:
                throw new FormatException();
        }
    }

    /// <summary>One string, or several that stand side by side.</summary>
    private PythonValue Strings()
    {
        var text = new StringBuilder();
        bool? bytes = null;
        do
        {
            var part = PythonString.Read(_text, ref _at);
            if ((bytes ??= part.IsBytes) != part.IsBytes)
                throw new FormatException();
            _ = text.Append(part.Text);
        }
        while (PythonString.StartsAt(_text, SkipSpace()));
        return bytes == true
            ? new PythonValue.Bytes(Convert.ToHexString(Encoding.Latin1.GetBytes(text.ToString())))
            : new PythonValue.Text(text.ToString());
    }

    private char Peek() => SkipSpace() < _text.Length ? _text[_at] : '\0';

    private int SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        return _at;
    }

    private bool Take(char wanted)
    {
        var found = Peek() == wanted && _at < _text.Length;
        _at += found ? 1 : 0;
        return found;
    }

    private void Expect(char wanted)
    {
        if (!Take(wanted))
            throw new FormatException();
    }
}
