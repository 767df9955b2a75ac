using System.Text;

namespace OlmoRL.Verification.Verifiers;

/// <summary>The text form in which SQuAD compares answers (Rajpurkar et al. 2016, arXiv 1606.05250): lower case, no punctuation, no articles.</summary>
internal static class SquadForm
{
    /// <summary>The words of a text.</summary>
    public static string[] Words(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsAscii(c) || !(char.IsPunctuation(c) || char.IsSymbol(c)))
                _ = plain.Append(char.ToLowerInvariant(c));
        }

        return [.. plain.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("a" or "an" or "the"))];
    }

    /// <summary>The form itself.</summary>
    public static string Of(string text) => string.Join(' ', Words(text));

    /// <summary>Harmonic mean of precision and recall over the multisets of words.</summary>
    public static double F1(string answer, string gold)
    {
        string[] a = Words(answer), g = Words(gold);
        var left = g.GroupBy(w => w).ToDictionary(w => w.Key, w => w.Count());
        var common = 0;
        foreach (var word in a)
        {
            if (left.TryGetValue(word, out var count) && count > 0)
            {
                left[word] = count - 1;
                common++;
            }
        }

        return common == 0 ? 0 : 2.0 * common / (a.Length + g.Length);
    }
}
