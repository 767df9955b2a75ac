using OlmoRL.Data.Contamination;
using OlmoRL.Data.Rows;
using OlmoRL.Evaluation;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Serving;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Tasks;

/// <summary>How a model ends an evaluation item that it is given the beginning of.</summary>
/// <param name="Item">Row of the evaluation set, from 1.</param>
/// <param name="Rest">What was left out.</param>
/// <param name="Written">What the model wrote, greedily, over as many tokens.</param>
/// <param name="Exact">Both are the same words.</param>
/// <param name="Overlap">ROUGE-L of the two.</param>
public sealed record RecalledItem(int Item, string Rest, string Written, bool Exact, double Overlap);

/// <summary>Memorisation at one length of prefix.</summary>
/// <param name="Prefix">Share of an item's words that the model was given.</param>
/// <param name="Items">Every item that could be cut.</param>
/// <param name="ExactRate">Share ended word for word, with a 95 % interval over items.</param>
/// <param name="MeanOverlap">Mean ROUGE-L, with a 95 % interval over items.</param>
public sealed record MemorisationReport(double Prefix, IReadOnlyList<RecalledItem> Items, Interval ExactRate, Interval MeanOverlap);

/// <summary>Completion from a prefix: a model that ends unseen problems word for word has seen them (arXiv 2507.10532, section 3).</summary>
public static class MemorisationProbe
{
    /// <summary>Fewest words that must be left out.</summary>
    private const int LeastRest = 4;

    /// <summary>The texts of evaluation items.</summary>
    /// <param name="evaluation">A file or folder of rows.</param>
    /// <param name="column">Where the text is; null takes the first of <see cref="ContaminationProbe.Columns"/>.</param>
    /// <param name="limit">Only the first rows; 0 takes all.</param>
    /// <exception cref="InvalidDataException">A row has no text.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(string evaluation, string? column, int limit)
    {
        var texts = new List<string>();
        await foreach (var row in RowFiles.ReadAsync(evaluation).ConfigureAwait(false))
        {
            if (limit > 0 && texts.Count == limit)
                break;
            texts.Add(ContaminationProbe.Text(row, column, evaluation, texts.Count + 1));
        }

        return texts;
    }

    /// <summary>Gives the model the beginning of every item.</summary>
    /// <param name="prefix">Share of the words that are given, between 0 and 1.</param>
    /// <exception cref="InvalidDataException">No item is long enough.</exception>
    public static async Task<MemorisationReport> RunAsync(
        ServedModel model, IReadOnlyList<string> items, double prefix, IProgress<int> progress, CancellationToken stop)
    {
        var cuts = new List<(int Item, string Given, string Ending)>();
        for (var i = 0; i < items.Count; i++)
        {
            if (Cut(items[i], prefix) is var (given, rest))
                cuts.Add((i + 1, given, rest));
        }

        if (cuts.Count == 0)
            throw new InvalidDataException($"no item has {LeastRest} words beyond a prefix of {prefix:P0} (allowed: longer items, or a smaller --prefix)");
        var recalled = new RecalledItem[cuts.Count];
        var done = 0;
        await Parallel.ForAsync(0, cuts.Count, new ParallelOptions { MaxDegreeOfParallelism = model.Slots, CancellationToken = stop }, async (i, token) =>
        {
            recalled[i] = await RecallAsync(model, cuts[i].Item, cuts[i].Given, cuts[i].Ending, token).ConfigureAwait(false);
            progress.Report(Interlocked.Increment(ref done));
        }).ConfigureAwait(false);
        var random = new SeedSequence(1).Stream("memorisation");
        return new MemorisationReport(prefix, recalled, Bootstrap.Mean([.. recalled.Select(r => r.Exact ? 1.0 : 0)], random), Bootstrap.Mean([.. recalled.Select(r => r.Overlap)], random));
    }

    private static async Task<RecalledItem> RecallAsync(ServedModel model, int item, string given, string rest, CancellationToken stop)
    {
        var written = "";
        var sampling = new SamplingParams { Temperature = 0, MaxTokens = model.Tokenizer.Encode(rest).Length, StopTokenIds = [.. model.StopTokenIds] };
        await foreach (var answer in Answers.GenerateAsync(model, [given], 1, sampling, seed: 1, stop).ConfigureAwait(false))
            written = answer.Text;
        var overlap = WordOverlap.RougeL(rest, written);
        return new RecalledItem(item, rest, written, overlap == 1, overlap);
    }

    /// <summary>Cuts at a word; null for an item too short.</summary>
    private static (string Given, string Ending)? Cut(string text, double prefix)
    {
        int[] ends = [.. Enumerable.Range(1, Math.Max(0, text.Length - 1)).Where(i => char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))];
        var given = (int)Math.Round(prefix * (ends.Length + 1));
        return given < 1 || ends.Length + 1 - given < LeastRest ? null : (text[..ends[given - 1]], text[ends[given - 1]..]);
    }
}
