using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Places of a completion where an answer may stand.</summary>
public enum AnswerPlace
{
    /// <summary>The last \boxed or \fbox.</summary>
    Boxed,

    /// <summary>"Final Answer: The final answer is … I hope it is correct."</summary>
    Minerva,

    /// <summary>The last line that begins with `Answer:`.</summary>
    AnswerLine,

    /// <summary>After the last "the answer is".</summary>
    Phrase,

    /// <summary>Between the last two dollar signs.</summary>
    Dollar,

    /// <summary>Everything.</summary>
    Whole,
}

/// <summary>Finds the answer of a completion.</summary>
public static partial class AnswerExtraction
{
    private const int PatternMilliseconds = 100;

    /// <summary>The text at a place; null when the completion has no such place.</summary>
    public static string? At(AnswerPlace place, string completion) => place switch
    {
        AnswerPlace.Boxed => Boxed(completion),
        AnswerPlace.Minerva => Minerva(completion),
        AnswerPlace.AnswerLine => AnswerLine.Extract(completion),
        AnswerPlace.Phrase => Phrase(completion),
        AnswerPlace.Dollar => Dollar(completion),
        _ => completion,
    };

    /// <summary>What the last \boxed holds; `\boxed 5` goes to the next dollar sign. Null without one, or when it is not closed.</summary>
    public static string? Boxed(string text)
    {
        var start = Math.Max(text.LastIndexOf("\\boxed", StringComparison.Ordinal), text.LastIndexOf("\\fbox", StringComparison.Ordinal));
        if (start < 0)
            return null;
        var at = start + (text[start + 1] == 'b' ? "\\boxed".Length : "\\fbox".Length);
        if (at < text.Length && text[at] == ' ' && text.AsSpan(at).TrimStart() is not ['{', ..])
            return text[at..].Split('$', '\n')[0].Trim();
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        if (at >= text.Length || text[at] != '{')
            return null;
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '{')
                depth++;
            else if (text[i] == '}' && --depth == 0)
                return text[(at + 1)..i];
        }

        return null;
    }

    private static string? Minerva(string text) =>
        MinervaPattern().Match(text) is { Success: true } match ? match.Groups[1].Value.Trim() : null;

    private static string? Phrase(string text)
    {
        var start = text.LastIndexOf("answer is", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return null;
        var rest = text[(start + "answer is".Length)..].TrimStart(' ', ':', '*').Split('\n')[0];
        var stop = rest.IndexOf(". ", StringComparison.Ordinal);
        return (stop < 0 ? rest : rest[..stop]).Trim(' ', '*').TrimEnd('.') is { Length: > 0 } answer ? answer : null;
    }

    private static string? Dollar(string text)
    {
        var last = text.LastIndexOf('$');
        var first = last > 0 ? text.LastIndexOf('$', last - 1) : -1;
        if (first < 0)
            return null;
        if (first == last - 1 && first > 1 && text.LastIndexOf("$$", first - 1, StringComparison.Ordinal) is >= 0 and var display)
            return text[(display + 2)..first].Trim();
        return text[(first + 1)..last].Trim();
    }

    [GeneratedRegex(@"Final Answer: The final answer is(.*?)\. I hope it is correct\.", RegexOptions.Singleline, PatternMilliseconds)]
    private static partial Regex MinervaPattern();
}
