using System.Collections.Frozen;
using System.Text;
using Lingua;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>The language of a text as an ISO 639-1 code.</summary>
/// <remarks>
/// Trigram models of Lingua, for the languages that the reference's detector knows. Lingua lacks Kannada and Malayalam, each
/// alone in its script, and Nepali. In Devanagari function words decide first: a short text has too few trigrams.
/// </remarks>
public static class DetectedLanguage
{
    private const int EnoughCharacters = 600; // what is longer is not decided better

    private const string Codes =
        """
        af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja ko lt lv mk mr nb nl pa pl pt ro ru sk sl so sq
        sv sw ta te th tl tr uk ur vi zh
        """;

    private static readonly LanguageDetector Detector = LanguageDetectorBuilder
        .FromLanguages([.. Words.BySpace(Codes).Select(c => LanguageInfo.GetByIsoCode6391(Enum.Parse<IsoCode6391>(c, ignoreCase: true)))])
        .WithLanguageModelsDirectory(Path.Combine(AppContext.BaseDirectory, "languages"))
        .WithLowAccuracyMode().Build();

    private static readonly (int First, int Last, string Code)[] Scripts =
        [(0x0900, 0x097F, "Devanagari"), (0x0C80, 0x0CFF, "kn"), (0x0D00, 0x0D7F, "ml")];

    private static readonly (string Code, FrozenSet<string> Words)[] DevanagariWords =
    [
        ("hi", Set("है हैं का की के में और को से नहीं था थी थे एक ने यह वह भी पर हो कर तो लिए हूँ मैं")),
        ("mr", Set("आहे आहेत आणि मी नाही नाहीत होते होता तर या हे ते तो ती च्या झाले करा मध्ये साठी पण आम्ही त्या आपण")),
        ("ne", Set("छ छन् हो हुन् र मा लाई बाट गर्न गर्नुहोस् हुन्छ भएको पनि यो थियो तपाईं गरेको गर्ने छैन हामी मेरो")),
    ];

    /// <summary>The code; null for a text without letters, which has no language, or one of unknown language.</summary>
    public static string? Of(string text)
    {
        text = text[..Math.Min(text.Length, EnoughCharacters)];
        var script = Script(text);
        if (script is "kn" or "ml")
            return script;
        if (script is not null && ByFunctionWords(text) is { } code)
            return code;
        return Detector.DetectLanguageOf(text) is not Language.Unknown and var language
            ? LanguageInfo.IsoCode6391(language).ToString().ToLowerInvariant()
            : null;
    }

    /// <summary>Whether a text is in a language. One without letters is: nothing in it says otherwise.</summary>
    public static bool Is(string text, string code) => !text.EnumerateRunes().Any(Rune.IsLetter) || Of(text) == General(code);

    /// <summary>Chinese is one language in either script, and Norwegian is Bokmål.</summary>
    private static string General(string code) => code == "no" ? "nb" : code.Split('-')[0];

    /// <summary>The one of <see cref="Scripts"/> that most letters are in; null for another.</summary>
    private static string? Script(string text)
    {
        var letters = text.EnumerateRunes().Where(Rune.IsLetter).ToArray();
        return Scripts.FirstOrDefault(s => letters.Count(r => r.Value >= s.First && r.Value <= s.Last) * 2 > letters.Length).Code;
    }

    private static string? ByFunctionWords(string text)
    {
        var words = text.Split([' ', '\n', '।', ',', '.', '?', '!', ':'], StringSplitOptions.RemoveEmptyEntries);
        (string Code, int Count)[] counts =
            [.. DevanagariWords.Select(l => (l.Code, words.Count(l.Words.Contains))).OrderByDescending(l => l.Item2)];
        return counts[0].Count > counts[1].Count ? counts[0].Code : null;
    }

    private static FrozenSet<string> Set(string words) => Words.BySpace(words).ToFrozenSet(StringComparer.Ordinal);
}
