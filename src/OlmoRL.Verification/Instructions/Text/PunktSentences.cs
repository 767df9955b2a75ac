using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Sentences as Punkt finds them in English (Kiss and Strunk 2006, doi 10.1162/coli.2006.32.4.485).</summary>
/// <remarks>
/// Question and exclamation marks always end a sentence. A period does not end one when it closes a known abbreviation or
/// an initial, unless the next word is one that begins sentences. The trained tables of how often each word was seen in
/// either letter case are replaced by <see cref="PunktVocabulary"/>.
/// </remarks>
internal static partial class PunktSentences
{
    private const int LimitMilliseconds = 1000;
    private const string NonWord = "[)\";}\\]*:@'({\\[!?]";
    private const string Several = @"(?:-{2,}|\.{2,}|(?:\.\s){2,}\.)";

    /// <summary>The sentences, each with its closing quotes and brackets.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var sentences = new List<string>();
        var begin = 0;
        foreach (Match match in Candidate.Matches(text))
        {
            var end = match.Index + match.Length;
            var next = match.Groups["next"];
            if (!Breaks(match.Value + match.Groups["after"].Value))
                continue;
            var (close, resume) = Close(text, end, next.Success ? next.Index : end);
            Add(text[begin..close]);
            begin = resume;
        }

        Add(text[begin..]);
        return sentences;

        void Add(string sentence)
        {
            sentence = sentence.Trim();
            if (sentence.Length > 0)
                sentences.Add(sentence);
        }
    }

    /// <summary>Closing marks that follow an end belong to the sentence that ends.</summary>
    private static (int Close, int Resume) Close(string text, int end, int resume)
    {
        var closing = Closing.Match(text, resume);
        return closing.Success && closing.Index == resume ? (resume + closing.Value.TrimEnd().Length, resume + closing.Length) : (end, resume);
    }

    /// <summary>Whether any token of a candidate's surroundings but the last ends a sentence.</summary>
    private static bool Breaks(string surroundings)
    {
        string[] tokens = [.. Token.Matches(surroundings).Select(m => m.Value)];
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            if (tokens[i] is "." or "?" or "!" || (tokens[i].EndsWith('.') && PeriodEnds(tokens[i], tokens[i + 1])))
                return true;
        }

        return false;
    }

    private static bool PeriodEnds(string token, string next)
    {
        var word = token[..^1].ToLowerInvariant();
        var startsSentence = PunktVocabulary.StartsSentence(next);
        if (token.EndsWith("..", StringComparison.Ordinal))
            return startsSentence;
        if (Number.IsMatch(token))
            return !char.IsLower(next[0]);
        if (word.Length == 1 && char.IsLetter(word[0]))
            return PunktVocabulary.IsCommon(next);
        return !PunktVocabulary.IsAbbreviation(word) || startsSentence;
    }

    [GeneratedRegex($@"\S*[.?!](?=(?<after>{NonWord}|\s+(?<next>\S+)))", RegexOptions.CultureInvariant, LimitMilliseconds)]
    private static partial Regex Candidate { get; }

    [GeneratedRegex("""["')\]}]+?(?:\s+|(?=--)|\z)""", RegexOptions.CultureInvariant, LimitMilliseconds)]
    private static partial Regex Closing { get; }

    [GeneratedRegex($$"""{{Several}}|(?=[^("`{\[:;&#*@)}\]\-,])\S+?(?=\s|\z|{{NonWord}}|{{Several}}|,(?=\z|\s|{{NonWord}}|{{Several}}))|\S""",
        RegexOptions.CultureInvariant, LimitMilliseconds)]
    private static partial Regex Token { get; }

    [GeneratedRegex(@"\A-?[.,]?\d[\d,.-]*\.\z", RegexOptions.CultureInvariant, LimitMilliseconds)]
    private static partial Regex Number { get; }
}
