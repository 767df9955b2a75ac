namespace OlmoRL.Evaluation;

/// <summary>ROUGE-L over words: how much of a text another one says in the same order (Lin 2004).</summary>
public static class WordOverlap
{
    /// <summary>F1 of the longest common subsequence of words; 1 for two empty texts, 0 where one is empty.</summary>
    public static double RougeL(string reference, string candidate)
    {
        string[] r = Words(reference), c = Words(candidate);
        if (r.Length == 0 || c.Length == 0)
            return r.Length == c.Length ? 1 : 0;
        var common = new int[c.Length + 1];
        foreach (var word in r)
        {
            var diagonal = 0;
            for (var i = 1; i <= c.Length; i++)
                (common[i], diagonal) = (word == c[i - 1] ? diagonal + 1 : Math.Max(common[i], common[i - 1]), common[i]);
        }

        return 2.0 * common[c.Length] / (r.Length + c.Length);
    }

    private static string[] Words(string text) => text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
