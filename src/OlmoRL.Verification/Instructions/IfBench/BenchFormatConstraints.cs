using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Lists, lines, templates and letter case.</summary>
internal static partial class BenchFormatConstraints
{
    private static readonly string[] TemplateParts = ["My Answer:", "My Conclusion:", "Future Outlook:"];

    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("format:parentheses", "brackets of any of the three kinds, rightly closed, five deep", [], (text, _) => Nesting.HasBrackets(text, 5)),
        new("format:quotes", "quotations, double and single in turn, three deep", [], (text, _) => Nesting.HasQuotes(text, 3)),
        new("format:options", "is one of the options; letters a), b), c) exactly, others punctuation and letter case aside", ["options"],
            (text, a) => IsOption(text, a.Text("options"))),
        new("format:newline", "as many lines that are not empty as words, punctuation aside", [],
            (text, _) => AsciiPunctuation.Remove(text) is var bare
                && bare.Trim().Split('\n').Count(l => l.Length > 0) == Words.BySpace(bare).Length),
        new("format:emoji", "every sentence ends with an emoji, or the next begins with one; punctuation aside", [],
            (text, _) => EmojiEndings.EndEverySentence(text)),
        new("format:line_indent", "each line that is not empty is indented further than the one before it", [],
            (text, _) => text.Split('\n').Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => l.Length - l.TrimStart(' ').Length)
                .Pairs().All(p => p.Second > p.First)),
        new("format:quote_unquote", "no quotation follows another directly, and none ends the response", [], (text, _) => ExplainsQuotes(text)),
        new("format:list", "the separator occurs at least twice", ["sep"],
            (text, a) => text.Split(a.Text("sep")).Length > 2),
        new("format:thesis", "text in <i> or <em> with text behind it", [], (text, _) => HasThesis(text)),
        new("format:sub-bullets", "there is a *, and a - follows every * before the next", [],
            (text, _) => text.Split('*') is { Length: > 1 } parts && parts.Skip(1).All(b => b.Contains('-', StringComparison.Ordinal))),
        new("format:no_bullets_bullets", "two sentences or more, then two lines or more that begin with *, and nothing else", [],
            (text, _) => IsTextThenBullets(text.Split('\n'))),
        new("format:output_template", "contains My Answer:, My Conclusion: and Future Outlook:", [],
            (text, _) => TemplateParts.All(p => text.Contains(p, StringComparison.Ordinal))),
        new("format:title_case", "no Treebank token of letters is in small letters or begins with one before capitals", [],
            (text, _) => TreebankTokens.Of(text).All(IsTitleCase)),
        new("format:no_whitespace", "no white space", [], (text, _) => !text.Any(char.IsWhiteSpace)),
    ];

    private static bool IsOption(string text, string options)
    {
        var separator = options.Contains('/', StringComparison.Ordinal) ? "/" : options.Contains("or", StringComparison.Ordinal) ? "or" : ",";
        var all = options.Split(separator).Select(o => o.Trim());
        var letters = string.Concat(options.Where(char.IsLetterOrDigit)).StartsWith("abc", StringComparison.OrdinalIgnoreCase);
        return letters ? all.Contains(text) : all.Select(Plain).Contains(Plain(text));
    }

    private static string Plain(string text) => AsciiPunctuation.Strip(text).ToLowerInvariant();

    private static bool ExplainsQuotes(string text)
    {
        var joined = string.Concat(Words.BySpace(text.Replace('“', '"').Replace('”', '"').Replace("'\"'", "", StringComparison.Ordinal)));
        char[] trailing = [.. AsciiPunctuation.Marks.Where(c => c != '"'), .. "0123456789"];
        return !joined.Contains("\"\"", StringComparison.Ordinal) && !joined.Trim(trailing).EndsWith('"');
    }

    private static bool HasThesis(string text) => Thesis.Match(text) is { Success: true } match
        && !string.IsNullOrWhiteSpace(match.Groups["thesis"].Value) && !string.IsNullOrWhiteSpace(text[(match.Index + match.Length)..]);

    private static bool IsTextThenBullets(string[] lines)
    {
        var bullets = lines.SkipWhile(l => !IsBullet(l)).ToArray();
        return bullets.Length >= 2 && bullets.All(IsBullet)
            && lines.TakeWhile(l => !IsBullet(l)).Sum(l => PunktSentences.Of(l).Count) >= 2;
    }

    private static bool IsBullet(string line) => line.AsSpan().TrimStart().StartsWith("*");

    private static bool IsTitleCase(string word) => !char.IsLower(word[0]) || (word.Length > 1 && !LetterCase.IsLower(word[1..]) && !LetterCase.IsUpper(word[1..]));

    [GeneratedRegex("<(?:i|em)>(?<thesis>.*?)</(?:i|em)>", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Thesis { get; }
}
