using System.Globalization;
using System.Text;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>Reads one Python string or bytes literal; formatted strings are refused.</summary>
internal static class PythonString
{
    /// <summary>Whether a string literal starts here, prefix included.</summary>
    public static bool StartsAt(string text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < 2 && char.IsAsciiLetter(text[end]))
            end++;
        return end < text.Length && text[end] is '\'' or '"' && text[at..end].ToLowerInvariant() is "" or "r" or "b" or "u" or "br" or "rb";
    }

    /// <summary>The literal at a place, which moves behind it.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static (string Text, bool IsBytes) Read(string text, ref int at)
    {
        if (!StartsAt(text, at))
            throw new FormatException();
        bool raw = false, bytes = false;
        for (; char.IsAsciiLetter(text[at]); at++)
        {
            raw |= text[at] is 'r' or 'R';
            bytes |= text[at] is 'b' or 'B';
        }

        var quote = text.AsSpan(at).StartsWith(new string(text[at], 3)) ? new string(text[at], 3) : text[at].ToString();
        at += quote.Length;
        var value = new StringBuilder();
        while (!text.AsSpan(at).StartsWith(quote))
        {
            if (at >= text.Length || (quote.Length == 1 && text[at] == '\n'))
                throw new FormatException();
            if (text[at] != '\\')
                _ = value.Append(text[at++]);
            else if (raw && at + 1 < text.Length)
                _ = value.Append(text[at++]).Append(text[at++]);
            else
                Escape(text, ref at, value, bytes);
        }

        at += quote.Length;
        return (value.ToString(), bytes);
    }

    private static void Escape(string text, ref int at, StringBuilder value, bool bytes)
    {
        if (at + 1 >= text.Length)
            throw new FormatException();
        var kind = text[at + 1];
        at += 2;
        switch (kind)
        {
            case '\n':
                break;
            case '\\' or '\'' or '"':
                _ = value.Append(kind);
                break;
            case 'x':
                _ = value.Append((char)Code(text, ref at, 2, 16));
                break;
            case 'u' when !bytes:
                _ = value.Append((char)Code(text, ref at, 4, 16));
                break;
            case 'U' when !bytes:
                var code = Code(text, ref at, 8, 16);
                _ = value.Append(code is < 0x110000 and not (>= 0xD800 and < 0xE000) ? char.ConvertFromUtf32(code) : throw new FormatException());
                break;
            case 'N' when !bytes:
                throw new FormatException(); // Names of characters are left to Python.
            case >= '0' and <= '7':
                at--;
                var length = 1;
                while (length < 3 && at + length < text.Length && text[at + length] is >= '0' and <= '7')
                    length++;
                _ = value.Append((char)Code(text, ref at, length, 8));
                break;
            default:
                var known = "abfnrtv".IndexOf(kind, StringComparison.Ordinal);
                _ = known >= 0 ? value.Append("\a\b\f\n\r\t\v"[known]) : value.Append('\\').Append(kind);
                break;
        }
    }

    private static int Code(string text, ref int at, int length, int radix)
    {
        var code = 0;
        for (var i = 0; i < length; i++, at++)
        {
            if (at >= text.Length || !char.IsAsciiHexDigit(text[at]))
                throw new FormatException();
            code = (code * radix) + int.Parse(text.AsSpan(at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return code;
    }
}
