using System.Text;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Emoji at the ends of sentences.</summary>
internal static class EmojiEndings
{
    private static readonly (int First, int Last)[] Ranges =
    [
        (0x00A9, 0x00A9), (0x00AE, 0x00AE), (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139), (0x2194, 0x21AA),
        (0x231A, 0x231B), (0x2328, 0x2328), (0x23CF, 0x23FA), (0x24C2, 0x24C2), (0x25AA, 0x25AB), (0x25B6, 0x25B6), (0x25C0, 0x25C0),
        (0x25FB, 0x25FE), (0x2600, 0x27BF), (0x2934, 0x2935), (0x2B05, 0x2B07), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55),
        (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3297), (0x3299, 0x3299), (0x1F004, 0x1F004), (0x1F0CF, 0x1F0CF),
        (0x1F170, 0x1F251), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F7E0, 0x1F7F0), (0x1F900, 0x1FAFF),
    ];

    /// <summary>Whether one of a sentence's last two code points is an emoji (a selector may follow it), or the next begins with one.</summary>
    public static bool EndEverySentence(string text)
    {
        Rune[][] sentences = [.. PunktSentences.Of(text).Select(s => AsciiPunctuation.Remove(s).Trim().EnumerateRunes().ToArray())];
        return sentences.Index().All(s => s.Item.Length > 0
            && (s.Item.TakeLast(2).Any(IsEmoji) || (sentences.ElementAtOrDefault(s.Index + 1) is [var next, ..] && IsEmoji(next))));
    }

    private static bool IsEmoji(Rune rune) => Ranges.Any(r => r.First <= rune.Value && rune.Value <= r.Last);
}
