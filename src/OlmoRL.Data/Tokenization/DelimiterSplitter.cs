using System.Diagnostics;

namespace OlmoRL.Data.Tokenization;

/// <summary>What becomes of a match of a split pattern.</summary>
public enum DelimiterBehavior
{
    /// <summary>It is a piece.</summary>
    Isolated,

    /// <summary>It is dropped.</summary>
    Removed,

    /// <summary>It ends the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>It begins the piece after it.</summary>
    MergedWithNext,

    /// <summary>It is one piece with the matches that adjoin it.</summary>
    Contiguous,
}

/// <summary>Cuts a text at the matches of a pattern.</summary>
/// <remarks>With <paramref name="invert"/> what lies between the matches is the delimiter.</remarks>
internal sealed class DelimiterSplitter(IPieceSplitter matches, DelimiterBehavior behavior, bool invert)
    : IPieceSplitter
{
    public void Split(ReadOnlySpan<char> text, int origin, List<TextPiece> pieces)
    {
        var found = new List<TextPiece>();
        matches.Split(text, 0, found);
        var stretches = Stretches(text.Length, found);
        if (behavior == DelimiterBehavior.MergedWithNext)
            stretches.Reverse();

        var kept = new List<TextPiece>();
        var afterDelimiter = false;
        foreach (var (piece, isDelimiter) in stretches)
        {
            var joins = kept.Count > 0 && behavior switch
            {
                DelimiterBehavior.MergedWithPrevious or DelimiterBehavior.MergedWithNext =>
                    isDelimiter && !afterDelimiter,
                DelimiterBehavior.Contiguous => isDelimiter == afterDelimiter,
                DelimiterBehavior.Isolated or DelimiterBehavior.Removed => false,
                _ => throw new UnreachableException(),
            };
            if (joins)
                kept[^1] = Hull(kept[^1], piece);
            else if (!(isDelimiter && behavior == DelimiterBehavior.Removed))
                kept.Add(piece);
            afterDelimiter = isDelimiter;
        }

        if (behavior == DelimiterBehavior.MergedWithNext)
            kept.Reverse();
        foreach (var piece in kept)
            pieces.Add(piece with { Start = origin + piece.Start });
    }

    /// <summary>The whole text, cut into matches and what lies between; nothing is empty.</summary>
    private List<(TextPiece Piece, bool IsDelimiter)> Stretches(int length, List<TextPiece> found)
    {
        var stretches = new List<(TextPiece, bool)>(2 * found.Count + 1);
        var at = 0;
        foreach (var match in found)
        {
            if (match.Start > at)
                stretches.Add((new TextPiece(at, match.Start - at), invert));
            if (match.Length > 0)
                stretches.Add((match, !invert));
            at = match.End;
        }

        if (length > at)
            stretches.Add((new TextPiece(at, length - at), invert));
        return stretches;
    }

    private static TextPiece Hull(TextPiece a, TextPiece b)
    {
        var start = Math.Min(a.Start, b.Start);
        return new TextPiece(start, Math.Max(a.End, b.End) - start);
    }
}
