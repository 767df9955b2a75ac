using System.Globalization;
using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Checks of single prompts of IFBench.</summary>
internal static partial class CustomConstraints
{
    private const int AfricanCountryCount = 52;
    private static readonly string[] Multiples = ["14", "21", "28", "35", "42", "49"];
    private static readonly string[] CityColumns = ["ID", "Country", "City", "Year", "Count"];

    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("custom:multiples", "the numbers of the response are 14, 21, 28, 35, 42, 49", [],
            (text, _) => Digits.Matches(text).Select(m => m.Value).SequenceEqual(Multiples)),
        new("custom:mcq_count_length", "four questions labelled Question and a number, five options each, each question longer than the one before", [],
            (text, _) => MultipleChoice.IsFourOfFive(text)),
        new("custom:reverse_newline", "from the line with Zimbabwe on, at least 52 lines in reverse alphabetical order, accents aside", [],
            (text, _) => ListsAfricaBackwards(text)),
        new("custom:word_reverse", "read backwards word by word, one sentence with bald eagle in it", [],
            (text, _) => string.Join(' ', Words.Bare(text.ToLowerInvariant()).Reverse()) is var sentence
                && sentence.Contains("bald eagle", StringComparison.Ordinal) && PunktSentences.Of(sentence).Contains(sentence)),
        new("custom:character_reverse", "contains elgae dlab, in any letter case", [],
            (text, _) => text.Contains("elgae dlab", StringComparison.OrdinalIgnoreCase)),
        new("custom:sentence_alphabet", "26 sentences that begin with a to z in turn", [],
            (text, _) => string.Concat(PunktSentences.Of(text).Select(Initial)) == "abcdefghijklmnopqrstuvwxyz"),
        new("custom:european_capitals_sort", "the 27 European capitals north of 45 degrees from north to south, separated by commas, accents aside", [],
            (text, _) => Accents.Remove(text).Split(',').Select(c => c.Trim()).Where(c => c.Length > 0).SequenceEqual(WordLists.NorthernCapitals)),
        new("custom:csv_city", "CSV of the five named columns with seven rows", [],
            (text, _) => DelimitedRows.Read(text, ',') is { Count: 8 } rows && rows[0].SequenceEqual(CityColumns) && rows.All(r => r.Count == 5)),
        new("custom:csv_special_character", "CSV of the five named columns with fourteen rows, a quoted field of which has a special character", [],
            (text, _) => ProductHeader.IsMatch(FirstLine(text)) && DelimitedRows.Read(text, ',', keepQuotes: true) is { Count: 15 } rows
                && rows.All(r => r.Count == 5) && rows.Skip(1).Any(r => r.Any(QuotedSpecial.IsMatch))),
        new("custom:csv_quotes", "tab separated, five named columns, three rows, every field in double quotes", [],
            (text, _) => StudentHeader.IsMatch(FirstLine(text)) && DelimitedRows.Read(text, '\t', keepQuotes: true) is { Count: 4 } rows
                && rows.All(r => r.Count == 5 && r.All(f => f.Trim() is ['"', .., '"']))),
        new("custom:date_format_list", "dates YYYY-MM-DD from 1769 to 1821 separated by commas, and nothing else", [],
            (text, _) => text.Split(',').All(d => IsDate(d.Trim()))),
    ];

    private static bool ListsAfricaBackwards(string text)
    {
        string[] lines =
        [
            .. text.Split('\n').Select(AsciiPunctuation.Strip).Where(l => l.Length > 0)
                .SkipWhile(l => !l.Contains("Zimbabwe", StringComparison.Ordinal)).Select(Accents.Remove),
        ];
        return lines.Length >= AfricanCountryCount && lines.Pairs().All(p => string.CompareOrdinal(p.First, p.Second) >= 0);
    }

    private static string Initial(string sentence) => sentence.FirstOrDefault(char.IsLetterOrDigit).ToString().ToLowerInvariant();

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();

    /// <summary>A month has its usual days; a 29 February is allowed in every year.</summary>
    private static bool IsDate(string text) => Date.Match(text) is { Success: true } date
        && Number(date, 1) is >= 1769 and <= 1821 && Number(date, 2) is >= 1 and <= 12 and var month
        && Number(date, 3) is >= 1 and var day && day <= DateTime.DaysInMonth(2000, month);

    private static int Number(Match date, int group) => int.Parse(date.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits { get; }

    [GeneratedRegex("""\A("?)ProductID\1,[ \t]*("?)Category\2,[ \t]*("?)Brand\3,[ \t]*("?)Price\4,[ \t]*("?)Stock\5\z""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ProductHeader { get; }

    [GeneratedRegex("""\A("?)StudentID\1\t *("?)Subject\2\t *("?)Grade\3\t *("?)Semester\4\t *("?)Score\5\z""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex StudentHeader { get; }

    [GeneratedRegex("""\A".*[^\p{L}\p{N}_\s].*"\z""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex QuotedSpecial { get; }

    [GeneratedRegex(@"\A([0-9]{4})-([0-9]{2})-([0-9]{2})\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Date { get; }
}
