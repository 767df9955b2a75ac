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
    // A surrogate alone has no class: it differs from every one, so that fast loops stop at it and look again.
    private const CharacterClass Surrogate = (CharacterClass)byte.MaxValue;

    private static readonly CharacterClass[] Plane0 = [.. Enumerable.Range(0, char.MaxValue + 1).Select(OfPlane0)];

    /// <summary>The class of the code point at an index, and the UTF-16 units it takes.</summary>
    public static CharacterClass At(ReadOnlySpan<char> text, int index, out int width)
    {
        width = 1;
        var found = Plane0[text[index]];
        if (found != Surrogate)
            return found;
        if (index + 1 >= text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
            return CharacterClass.Other;
        width = 2;
        return OfCategory(Rune.GetUnicodeCategory(new Rune(text[index], text[index + 1])));
    }

    /// <summary>Where the run of one class that includes <paramref name="from"/> ends.</summary>
    public static int RunEnd(ReadOnlySpan<char> text, int from, CharacterClass wanted)
    {
        var classes = Plane0;
        while (true)
        {
            while (from < text.Length && classes[text[from]] == wanted)
                from++;
            if (from == text.Length || !char.IsSurrogate(text[from]) || At(text, from, out var width) != wanted)
                return from;
            from += width;
        }
    }

    /// <summary>Where the run ends if it has no more than so many code points.</summary>
    public static int RunEnd(ReadOnlySpan<char> text, int from, CharacterClass wanted, int maxCount)
    {
        for (; from < text.Length && maxCount > 0 && At(text, from, out var width) == wanted; maxCount--)
            from += width;
        return from;
    }

    // All white space is in plane 0; char.IsWhiteSpace is the Unicode property White_Space.
    private static CharacterClass OfPlane0(int c) => char.IsSurrogate((char)c) ? Surrogate
        : char.IsWhiteSpace((char)c) ? CharacterClass.Space
        : OfCategory(char.GetUnicodeCategory((char)c));

    private static CharacterClass OfCategory(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
        >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => CharacterClass.Number,
        _ => CharacterClass.Other,
    };
}
