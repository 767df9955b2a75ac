using System.Globalization;

namespace OlmoRL.Data.Tokenization;

/// <summary>
/// Splits text as the cl100k pattern does, which Olmo 3, GPT-4, Llama 3 and Qwen share but for its digit run.
/// </summary>
/// <remarks>
/// By hand because .NET's Regex sees UTF-16 units: there <c>\p{L}</c> never matches a letter beyond U+FFFF. Pieces
/// cover the whole text.
/// </remarks>
/// <param name="maxDigitCount">Longest run of <c>\p{N}</c>: 3 for cl100k and Llama 3, 1 for Qwen.</param>
public sealed class Cl100kSplitter(int maxDigitCount) : ScanningSplitter
{
    private const string Head = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}";
    private const string Tail = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The pattern as tokenizer files spell it.</summary>
    public static string Pattern(int maxDigitCount) => Head + maxDigitCount switch
    {
        1 => "",
        int.MaxValue => "+",
        _ => string.Create(CultureInfo.InvariantCulture, $"{{1,{maxDigitCount}}}"),
    } + Tail;

    /// <summary>The splitter for a spelling of the pattern; null if the pattern is another one.</summary>
    public static Cl100kSplitter? Recognize(string pattern)
    {
        if (pattern.Length < Head.Length + Tail.Length
            || !pattern.StartsWith(Head, StringComparison.Ordinal) || !pattern.EndsWith(Tail, StringComparison.Ordinal))
            return null;
        var repeat = pattern.AsSpan()[Head.Length..^Tail.Length];
        if (repeat is "")
            return new Cl100kSplitter(1);
        if (repeat is "+")
            return new Cl100kSplitter(int.MaxValue);
        return repeat.StartsWith("{1,") && repeat[^1] == '}'
            && int.TryParse(repeat[3..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? new Cl100kSplitter(count)
            : null;
    }

    /// <inheritdoc/>
    public override int NextLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'' && WordPieces.ContractionLength(text, ignoreCase: true) is > 0 and var contraction)
            return contraction;

        var first = CharacterClasses.At(text, 0, out var width);
        if (first == CharacterClass.Letter)
            return CharacterClasses.RunEnd(text, width, CharacterClass.Letter);
        if (first == CharacterClass.Number)
            return CharacterClasses.RunEnd(text, 0, CharacterClass.Number, maxDigitCount);

        // One character that is neither a line end nor a digit goes with the letters after it.
        if (text[0] is not ('\r' or '\n') && CharacterClasses.RunEnd(text, width, CharacterClass.Letter) is var word
            && word > width)
            return word;

        if (WordPieces.SymbolsLength(text) is > 0 and var symbols)
            return symbols + LineEndCount(text[symbols..]);

        var space = text[..CharacterClasses.RunEnd(text, 0, CharacterClass.Space)];
        var lastLineEnd = space.LastIndexOfAny('\r', '\n');
        return lastLineEnd >= 0 ? lastLineEnd + 1 : WordPieces.SpaceLength(text);
    }

    private static int LineEndCount(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept('\r', '\n');
        return end < 0 ? text.Length : end;
    }
}
