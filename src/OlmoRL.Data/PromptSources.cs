using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tokenization;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Data;

/// <summary>Makes the prompts that a recipe's data table describes.</summary>
public static class PromptSources
{
    /// <summary>Prompts to train on, in the run's seeded order.</summary>
    /// <param name="checkpoint">Folder whose chat template and special tokens are used.</param>
    /// <param name="verifier">Grades every prompt; empty leaves it to each row's `dataset`.</param>
    public static IPromptSource Training(
        DataSpec data, SeedSequence seeds, ITokenizer tokenizer, string checkpoint, string verifier)
    {
        var prompts = data.Source.Count > 0 ? MixedPrompts.Read(data, tokenizer, checkpoint, verifier)
            : data.Path.Length > 0 ? FromFile(data, tokenizer, checkpoint, verifier)
            : Generated(data, ProblemSplit.Train, data.Problems, tokenizer, verifier);
        return new ShuffledPrompts(prompts, seeds);
    }

    /// <summary>The first held-out problems of a generated task, or the first rows of a file.</summary>
    /// <param name="checkpoint">Folder whose chat template and special tokens are used.</param>
    /// <param name="verifier">Grades every prompt; empty leaves it to each row's `dataset`.</param>
    public static IReadOnlyList<Prompt> HeldOut(
        DataSpec data, ProblemSplit split, int count, ITokenizer tokenizer, string checkpoint, string verifier) =>
        data.Source.Count > 0 ? [.. MixedPrompts.Read(data, tokenizer, checkpoint, verifier).Take(count)]
            : data.Path.Length > 0
            ? [.. FromFile(data, tokenizer, checkpoint, verifier).Take(count)]
            : Generated(data, split, count, tokenizer, verifier);

    private static IReadOnlyList<Prompt> FromFile(DataSpec data, ITokenizer tokenizer, string checkpoint, string verifier) =>
        JsonLinesPrompts.Read(data.Path, new PromptRendering(data, tokenizer, checkpoint), verifier, data.MaxPromptTokens);

    private static Prompt[] Generated(DataSpec data, ProblemSplit split, int count, ITokenizer tokenizer, string verifier) =>
    [
        .. DistinctProblems.Of(GeneratedTasks.Create(data), split, count).Select(p => new Prompt
        {
            ItemId = p.Signature,
            TokenIds = tokenizer.Encode(p.Prompt),
            Text = p.Prompt,
            Targets = [verifier.Length > 0 ? p.Target with { Verifier = verifier } : p.Target],
            Row = p.Row,
        }),
    ];
}
