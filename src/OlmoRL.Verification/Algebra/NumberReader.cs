using System.Text;

namespace OlmoRL.Verification.Algebra;

/// <summary>Reads one number of an answer: groups of digits, a decimal part, digits that repeat, an exponent.</summary>
internal ref struct NumberReader
{
    private readonly ReadOnlySpan<char> _text;
    private readonly bool _groupDigits;

    /// <summary>Reads from a place where a digit or a decimal point stands.</summary>
    /// <param name="groupDigits">Read 1,234 as one number.</param>
    public NumberReader(ReadOnlySpan<char> text, int start, bool groupDigits)
    {
        _text = text;
        (_groupDigits, End) = (groupDigits, start);
        var digits = new StringBuilder();
        var first = Take(digits, DigitsAt(End));
        if (first is 1 or 2 or 3 && digits[0] != '0')
        {
            while (GroupSeparatorLength() is > 0 and var separator && DigitsAt(End + separator) == 3)
            {
                End += separator;
                _ = Take(digits, 3);
            }
        }

        var pointed = At(End) == '.' && char.IsAsciiDigit(At(End + 1));
        if (pointed)
            _ = Take(digits, 1 + DigitsAt(End + 1));
        Repeating = ReadRepeating(digits, pointed);
        ReadExponent(digits);
        Digits = digits.ToString();
    }

    /// <summary>The number without separators.</summary>
    public string Digits { get; }

    /// <summary>Digits that repeat after those; empty when none do.</summary>
    public string Repeating { get; } = "";

    /// <summary>The place after the number.</summary>
    public int End { get; private set; }

    private readonly char At(int place) => place < _text.Length ? _text[place] : '\0';

    private readonly int DigitsAt(int place)
    {
        var end = place;
        while (char.IsAsciiDigit(At(end)))
            end++;
        return end - place;
    }

    private int Take(StringBuilder digits, int count)
    {
        _ = digits.Append(_text.Slice(End, count));
        End += count;
        return count;
    }

    /// <summary>What separates groups of three digits here; 0 when nothing does.</summary>
    private readonly int GroupSeparatorLength()
    {
        var rest = _text[End..];
        if (rest.StartsWith("{,}") || rest.StartsWith(",\\!"))
            return 3;
        if (rest.StartsWith("\\,") || rest.StartsWith("\\ ") || rest.StartsWith("\\!"))
            return 2;
        return _groupDigits && rest is [',' or ' ', ..] ? 1 : 0;
    }

    /// <summary>\overline{16} or \dot{3} after a decimal point.</summary>
    private string ReadRepeating(StringBuilder digits, bool pointed)
    {
        if (!pointed && At(End) != '.')
            return "";
        var begin = pointed ? End : End + 1;
        foreach (var command in (ReadOnlySpan<string>)["\\overline", "\\bar", "\\dot"])
        {
            if (!_text[begin..].StartsWith(command))
                continue;
            var place = begin + command.Length;
            while (At(place) is '{' or ' ')
                place++;
            var count = DigitsAt(place);
            if (count == 0)
                return "";
            if (!pointed)
                _ = digits.Append('.');
            End = place + count + (At(place + count) == '}' ? 1 : 0);
            return _text.Slice(place, count).ToString();
        }

        return "";
    }

    /// <summary>The exponent of 1.5e-7 or 2E10; a bare 2e3 is 2 times e times 3.</summary>
    private void ReadExponent(StringBuilder digits)
    {
        if (At(End) is not ('e' or 'E'))
            return;
        var sign = At(End + 1) is '+' or '-' ? 1 : 0;
        var count = DigitsAt(End + 1 + sign);
        if (count is > 0 and <= 4 && (sign == 1 || At(End) == 'E'))
            _ = Take(digits, 1 + sign + count);
    }
}
