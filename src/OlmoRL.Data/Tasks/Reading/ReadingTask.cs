using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tasks.Reading;

/// <summary>Questions about a short passage, graded against the reference answer: the general domain in small.</summary>
/// <remarks>The corpus answers in the form that is asked for and rightly in three documents of ten.</remarks>
public sealed class ReadingTask(SeedSequence seeds) : IGeneratedTask
{
    private static readonly string[] Names = ["Mia", "Tom", "Ana", "Ben", "Eva", "Sam", "Lea", "Max", "Zoe", "Leo"];
    private static readonly string[] Colours = ["red", "blue", "green", "white", "black", "yellow", "brown", "pink"];
    private static readonly string[] Things = ["hat", "cup", "bag", "book", "coat", "ball", "chair", "lamp"];

    /// <inheritdoc/>
    public GeneratedProblem Draw(ProblemSplit split, long index)
    {
        var passage = Passage(split, index);
        return new GeneratedProblem(passage.Signature, passage.Prompt, new VerifierTarget("flan", passage.Answer),
            ProblemRow.Json(new { problem = passage.Signature, prompt = passage.Prompt, answer = passage.Answer }));
    }

    /// <inheritdoc/>
    public string Document(long index)
    {
        var random = seeds.Stream("reading-corpus", index);
        var passage = Passage(ProblemSplit.Train, index);
        return passage.Prompt + random.Next(10) switch
        {
            < 3 => $"The answer is: {passage.Answer}",
            < 5 => $"The answer is: {random.Any(passage.Distractors)}",
            < 7 => random.Any(passage.Sentences),
            < 9 => $"It says: {string.Join(' ', passage.Sentences)}",
            _ => $"I think of {random.Any(passage.Distractors)}.",
        };
    }

    private ReadingPassage Passage(ProblemSplit split, long index) =>
        ProblemSplits.Draw(split, seeds.Stream("reading", (long)split, index), Draw, p => p.Signature);

    private static ReadingPassage Draw(Random random)
    {
        var count = random.Next(2, 4);
        string[] names = [.. Shuffled(random, Names).Take(count)], colours = [.. Shuffled(random, Colours).Take(count)], things = [.. Shuffled(random, Things).Take(count)];
        var asked = random.Next(count);
        var (question, answer, others) = random.Next(3) switch
        {
            0 => ($"Who has the {things[asked]}?", names[asked], names),
            1 => ($"What colour is the {things[asked]}?", colours[asked], colours),
            _ => ($"What does {names[asked]} have?", things[asked], things),
        };
        return new ReadingPassage(
            [.. Enumerable.Range(0, count).Select(i => $"{names[i]} has a {colours[i]} {things[i]}.")], question, answer,
            [.. others.Where(o => o != answer)]);
    }

    private static string[] Shuffled(Random random, string[] words)
    {
        string[] copy = [.. words];
        random.Shuffle(copy);
        return copy;
    }
}
