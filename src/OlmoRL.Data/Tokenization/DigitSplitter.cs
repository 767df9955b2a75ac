namespace OlmoRL.Data.Tokenization;

/// <summary>Finds the characters of class <c>\p{N}</c>, one by one or in runs.</summary>
internal sealed class DigitSplitter(bool individual) : IPieceSplitter
{
    public void Split(ReadOnlySpan<char> text, int origin, List<TextPiece> pieces)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = CharacterClasses.RunEnd(text, at, CharacterClass.Number, individual ? 1 : int.MaxValue);
            if (end > at)
            {
                pieces.Add(new TextPiece(origin + at, end - at));
                at = end;
                continue;
            }

            _ = CharacterClasses.At(text, at, out var width);
            at += width;
        }
    }
}
