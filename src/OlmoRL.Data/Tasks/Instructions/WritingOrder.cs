namespace OlmoRL.Data.Tasks.Instructions;

/// <summary>What to write about, and how.</summary>
internal sealed record WritingOrder(string Subject, IReadOnlyList<ToyConstraint> Constraints)
{
    public string Signature => $"{Subject}: {string.Join("; ", Constraints.Select(c => c.Wording))}";

    public string Prompt => $"Write about the {Subject}. {string.Join(' ', Constraints.Select(c => c.Wording))}\n";

    /// <summary>A text that meets some of the constraints.</summary>
    public static string Meeting(string text, IEnumerable<ToyConstraint> constraints) => constraints.OrderBy(c => c.Rank).Aggregate(text, (t, c) => c.Meet(t));

    /// <summary>One or two constraints that can be met together.</summary>
    public static WritingOrder Draw(Random random)
    {
        var subject = random.Any(PlainProse.Subjects);
        var first = ToyConstraint.Draw(random);
        if (random.Next(2) == 0)
            return new WritingOrder(subject, [first]);
        ToyConstraint second;
        do
        {
            second = ToyConstraint.Draw(random);
        }
        while (!first.GoesWith(second));
        return new WritingOrder(subject, [first, second]);
    }
}
