using System.Globalization;
using System.Text;

namespace OlmoRL.Data.Tokenization;

/// <summary>What the usual split patterns tell apart.</summary>
internal enum CharacterClass : byte
{
    Other,
    Letter,
    Number,
    Space,
}

/// <summary>Classifies code points: <c>\p{L}</c>, <c>\p{N}</c>, <c>\s</c> and the rest.</summary>
internal static class CharacterClasses
{
    private static readonly CharacterClass[] Plane0 = [.. Enumerable.Range(0, char.MaxValue + 1).Select(OfPlane0)];

    /// <summary>The class of the code point at an index, and the UTF-16 units it takes.</summary>
    public static CharacterClass At(ReadOnlySpan<char> text, int index, out int width)
    {
        var c = text[index];
        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            width = 2;
            return OfCategory(Rune.GetUnicodeCategory(new Rune(c, text[index + 1])));
        }

        width = 1;
        return Plane0[c];
    }

    /// <summary>
    /// Where the run of one class that includes <paramref name="from"/> ends, in at most so many code points.
    /// </summary>
    public static int RunEnd(ReadOnlySpan<char> text, int from, CharacterClass wanted, int maxCount = int.MaxValue)
    {
        for (; from < text.Length && maxCount > 0 && At(text, from, out var width) == wanted; maxCount--)
            from += width;
        return from;
    }

    // All white space is in plane 0; char.IsWhiteSpace is the Unicode property White_Space.
    private static CharacterClass OfPlane0(int c) =>
        char.IsWhiteSpace((char)c) ? CharacterClass.Space : OfCategory(char.GetUnicodeCategory((char)c));

    private static CharacterClass OfCategory(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
        >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => CharacterClass.Number,
        _ => CharacterClass.Other,
    };
}
