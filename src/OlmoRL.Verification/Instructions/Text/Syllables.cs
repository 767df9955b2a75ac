namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Estimates how many syllables an English word has by its spelling.</summary>
/// <remarks>The reference looks words up first; a spelling rule disagrees on some loan words and compounds.</remarks>
internal static class Syllables
{
    private const string Vowels = "aeiouy";
    private static readonly string[] SilentEndings = ["e", "es", "ed"];
    private static readonly string[] Hiatus = ["ia", "io", "eo", "ua", "iu", "uo", "ie", "ea"];
    private static readonly string[] Joined = ["tion", "sion", "cian", "tial", "cial", "gion", "cious", "tious", "geous", "quo", "qua", "que", "lion"];

    /// <summary>At least 1 for a word with a letter; 0 for none.</summary>
    /// <param name="word">Lower-case, without punctuation.</param>
    public static int Count(string word)
    {
        if (!word.Any(char.IsLetter))
            return 0;
        var count = CountVowelGroups(word);
        if (SilentEndings.Any(e => EndsSilently(word, e)))
            count--;
        if (HasSpokenHiatus(word))
            count++;
        return Math.Max(1, count);
    }

    private static int CountVowelGroups(string word)
    {
        var count = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (IsVowel(word, i) && !IsVowel(word, i - 1))
                count++;
        }

        return count;
    }

    /// <summary>Make, makes, liked; but table, glasses, wanted are spoken.</summary>
    private static bool EndsSilently(string word, string ending)
    {
        var at = word.Length - ending.Length;
        if (at < 2 || !word.EndsWith(ending, StringComparison.Ordinal) || IsVowel(word, at - 1))
            return false;
        return ending switch
        {
            "ed" => word[at - 1] is not ('t' or 'd'),
            "es" => word[at - 1] is not ('s' or 'z' or 'x' or 'c' or 'g') && !word[..at].EndsWith("ch", StringComparison.Ordinal)
                && !word[..at].EndsWith("sh", StringComparison.Ordinal) && !EndsInSyllabicL(word, at),
            _ => !EndsInSyllabicL(word, at),
        };
    }

    private static bool EndsInSyllabicL(string word, int at) => word[at - 1] == 'l' && !IsVowel(word, at - 2) && word[at - 2] != 'l';

    private static bool HasSpokenHiatus(string word)
    {
        if (Joined.Any(j => word.Contains(j, StringComparison.Ordinal)))
            return false;
        return Hiatus.Any(h => h switch
        {
            "ie" => word.Contains("iet", StringComparison.Ordinal) || word.Contains("ient", StringComparison.Ordinal)
                || word.Contains("ience", StringComparison.Ordinal),
            "ea" => word.Contains("create", StringComparison.Ordinal) || word.Contains("area", StringComparison.Ordinal)
                || word.Contains("idea", StringComparison.Ordinal) || word.Contains("real", StringComparison.Ordinal),
            "ua" => !word.Contains("gua", StringComparison.Ordinal) && word.Contains("ua", StringComparison.Ordinal),
            _ => word.Contains(h, StringComparison.Ordinal) && !word.Contains("people", StringComparison.Ordinal),
        });
    }

    private static bool IsVowel(string word, int index) =>
        index >= 0 && (Vowels.Contains(word[index], StringComparison.Ordinal)) && !(index == 0 && word[0] == 'y' && word.Length > 1);
}
