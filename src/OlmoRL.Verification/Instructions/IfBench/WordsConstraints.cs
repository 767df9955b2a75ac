using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>What every word must be like, and what must stand where.</summary>
internal static class WordsConstraints
{
    private const string Consonants = "bcdfghjklmnpqrstvwxyz";
    private const string Vowels = "aeiou";

    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("words:alphabet", "each word begins with the letter after the one before it, a after z; punctuation aside", [],
            (text, _) => Bare(text) is { Length: > 0 } words && char.IsAsciiLetter(words[0][0]) && words.Pairs().All(p => IsNextLetter(p.First[0], p.Second[0]))),
        new("words:vowel", "one line with at most three different vowels", [],
            (text, _) => !text.Trim().Contains('\n', StringComparison.Ordinal) && text.ToLowerInvariant().Where(IsVowel).Distinct().Count() <= 3),
        new("words:consonants", "every word by white space has two consonants in a row", [],
            (text, _) => Words.BySpace(text.ToLowerInvariant()).All(w => w.Pairs().Any(p => IsConsonant(p.First) && IsConsonant(p.Second)))),
        new("words:palindrome", "at least ten words of five characters or more equal their reverse, punctuation aside, in any letter case", [],
            (text, _) => Bare(text).Count(w => w.Length >= 5 && w.SequenceEqual(w.Reverse())) >= 10),
        new("words:prime_lengths", "every word's length is a prime below 100, punctuation aside", [],
            (text, _) => Words.Bare(text).All(w => IsPrime(w.Length))),
        new("words:odd_even_syllables", "words of odd and of even numbers of syllables alternate", [],
            (text, _) => Bare(text).Select(w => Syllables.Count(w) % 2).Pairs().All(p => p.First != p.Second)),
        new("words:last_first", "each sentence begins with the word that ended the one before it, in any letter case", [],
            (text, _) => PunktSentences.Of(text).Pairs().All(p => LastWord(p.First) is { } last && last == FirstWord(p.Second))),
        new("words:paragraph_last_first", "each line ends with the word it begins with, in any letter case", [],
            (text, _) => text.ToLowerInvariant().Split('\n').All(line =>
                Words.BySpace(AsciiPunctuation.Strip(line.Trim())) is var words && (words.Length == 0 || words[0] == words[^1]))),
        new("words:no_consecutive", "no two words in a row begin with the same letter, punctuation aside", [],
            (text, _) => !Bare(text).Pairs().Any(p => p.First[0] == p.Second[0])),
        new("words:repeats", "no word occurs more than small_n times, punctuation aside, in any letter case", ["small_n"],
            (text, a) => Bare(text).CountBy(w => w).All(w => w.Value <= a.Number("small_n"))),
        new("words:start_verb", "the first token is a verb", [],
            (text, _) => TreebankTokens.Of(text).FirstOrDefault() is { } first && Verbs.IsVerb(first)),
        new("words:keywords_specific_position", "the m-th word of the n-th sentence is the keyword, in any letter case", ["keyword", "n", "m"],
            (text, a) => PunktSentences.Of(text).ElementAtOrDefault(a.Place("n") - 1) is { } sentence
                && IsWord(Words.Tokens(sentence).ElementAtOrDefault(a.Place("m") - 1), a.Text("keyword"))),
        new("words:words_position", "the second word and the second-last are the keyword, in any letter case", ["keyword"],
            (text, a) => Words.Tokens(text) is { Length: >= 2 } words && IsWord(words[1], a.Text("keyword")) && IsWord(words[^2], a.Text("keyword"))),
    ];

    private static string[] Bare(string text) => Words.Bare(text.ToLowerInvariant());

    private static bool IsWord(string? word, string expected) => expected.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsNextLetter(char first, char second) => second == (first == 'z' ? 'a' : first + 1);

    private static bool IsVowel(char letter) => Vowels.Contains(letter, StringComparison.Ordinal);

    private static bool IsConsonant(char letter) => Consonants.Contains(letter, StringComparison.Ordinal);

    private static bool IsPrime(int length) =>
        length is >= 2 and < 100 && Enumerable.Range(2, length - 2).TakeWhile(d => d * d <= length).All(d => length % d != 0);

    private static string? LastWord(string sentence) => Words.BySpace(AsciiPunctuation.StripEnd(sentence).ToLowerInvariant()).LastOrDefault();

    private static string? FirstWord(string sentence) => Words.BySpace(AsciiPunctuation.StripStart(sentence).ToLowerInvariant()).FirstOrDefault();
}
