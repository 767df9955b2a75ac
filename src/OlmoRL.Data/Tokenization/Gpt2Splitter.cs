namespace OlmoRL.Data.Tokenization;

/// <summary>Splits text as the GPT-2 pattern does, on code points. Pieces cover the whole text.</summary>
public sealed class Gpt2Splitter : ScanningSplitter
{
    /// <summary>The pattern as tokenizer files spell it.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public override int NextLength(ReadOnlySpan<char> text)
    {
        if (WordPieces.ContractionLength(text, ignoreCase: false) is > 0 and var contraction)
            return contraction;
        var from = text[0] == ' ' ? 1 : 0;
        if (CharacterClasses.RunEnd(text, from, CharacterClass.Letter) is var word && word > from)
            return word;
        if (CharacterClasses.RunEnd(text, from, CharacterClass.Number) is var number && number > from)
            return number;
        return WordPieces.SymbolsLength(text) is > 0 and var symbols ? symbols : WordPieces.SpaceLength(text);
    }
}
