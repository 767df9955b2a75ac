namespace OlmoRL.Data.Tokenization;

/// <summary>
/// The rules that the GPT-2 and cl100k patterns share. Each tells how long a match at the start of a text is.
/// </summary>
internal static class WordPieces
{
    private const char LongS = 'ſ';

    /// <summary><c>'s|'t|'re|'ve|'m|'ll|'d</c>, 0 if none.</summary>
    public static int ContractionLength(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (text.Length < 2 || text[0] != '\'')
            return 0;
        var first = Fold(text[1], ignoreCase);
        if (first is 's' or 't' or 'm' or 'd')
            return 2;
        var second = text.Length < 3 ? '\0' : Fold(text[2], ignoreCase);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    /// <summary><c> ?[^\s\p{L}\p{N}]+</c>, 0 if it does not match.</summary>
    public static int SymbolsLength(ReadOnlySpan<char> text)
    {
        var from = text[0] == ' ' ? 1 : 0;
        var end = CharacterClasses.RunEnd(text, from, CharacterClass.Other);
        return end == from ? 0 : end;
    }

    /// <summary><c>\s+(?!\S)|\s+</c>: white space leaves its last character to the word that follows.</summary>
    public static int SpaceLength(ReadOnlySpan<char> text)
    {
        var run = CharacterClasses.RunEnd(text, 0, CharacterClass.Space);
        return run == text.Length || run == 1 ? run : run - 1;
    }

    // Unicode case folding takes the long s to s as well.
    private static char Fold(char c, bool ignoreCase) =>
        !ignoreCase ? c : c == LongS ? 's' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}
