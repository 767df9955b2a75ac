using System.Text.RegularExpressions;

namespace OlmoRL.Evaluation;

/// <summary>The 8-grams of training prompts, to score how much of an evaluation item stands among them.</summary>
/// <remarks>
/// The rule of open-instruct's decontamination: the score is the share of an item's 8-grams found in the training text, and an item
/// is flagged at one half. An 8-gram of single characters only (formulas, spelled-out digits) says nothing and is left out.
/// </remarks>
public sealed partial class ContaminationIndex
{
    /// <summary>Words of an n-gram.</summary>
    public const int Length = 8;

    /// <summary>Score from which an item counts as contaminated.</summary>
    public const double Threshold = 0.5;

    private readonly Dictionary<string, List<int>> _prompts = new(StringComparer.Ordinal);

    /// <summary>Adds one training prompt.</summary>
    /// <param name="id">Its place in the training data, named again in <see cref="Score"/>.</param>
    /// <param name="text">Its text.</param>
    public void Add(int id, string text)
    {
        foreach (var gram in Grams(text))
        {
            if (!_prompts.TryGetValue(gram, out var ids))
                _prompts[gram] = ids = [];
            ids.Add(id);
        }
    }

    /// <summary>Scores one evaluation item.</summary>
    /// <returns>Share of its 8-grams found, 0 to 1 (0 for an item of fewer than 8 words), and 8-grams shared with each training prompt.</returns>
    public (double Share, IReadOnlyDictionary<int, int> Shared) Score(string text)
    {
        var (grams, found, shared) = (Grams(text), 0, new Dictionary<int, int>());
        foreach (var gram in grams)
        {
            if (!_prompts.TryGetValue(gram, out var ids))
                continue;
            found++;
            foreach (var id in ids)
                shared[id] = shared.GetValueOrDefault(id) + 1;
        }

        return (grams.Count == 0 ? 0 : (double)found / grams.Count, shared);
    }

    /// <summary>Whether a text has an 8-gram at all.</summary>
    public static bool IsLongEnough(string text) => Words().Count(text) >= Length;

    private static HashSet<string> Grams(string text)
    {
        var words = Words().Matches(text.ToLowerInvariant()).Select(m => m.Value).ToArray();
        return Enumerable.Range(0, Math.Max(0, words.Length - Length + 1))
            .Select(start => words.AsSpan(start, Length).ToArray())
            .Where(gram => gram.Any(word => word.Length > 1))
            .Select(gram => string.Join(' ', gram))
            .ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
