namespace OlmoRL.Data.Tasks.Instructions;

/// <summary>A constraint of IFEval that a model of a million parameters can learn to meet.</summary>
/// <param name="Id">IFEval's name (Zhou et al. 2023, arXiv 2311.07911, table 1).</param>
/// <param name="Rank">Its kind, and the order in which kinds are applied: marks around the whole text come last.</param>
/// <param name="Wording">The sentence of the prompt.</param>
/// <param name="Arguments">What the verifier is told.</param>
/// <param name="Meet">Changes a text so that it is met.</param>
internal sealed record ToyConstraint(
    string Id, int Rank, string Wording, IReadOnlyDictionary<string, object> Arguments, Func<string, string> Meet)
{
    private const int BulletRank = 1;
    private const int QuotationRank = 6;

    private static readonly string[] Keywords = ["river", "stone", "cloud", "music", "garden", "window", "winter", "silver", "paper", "candle"];
    private static readonly string[] Endings = ["That is all.", "The end.", "So it goes.", "Good night."];

    public static ToyConstraint Draw(Random random)
    {
        switch (random.Next(7))
        {
            case 0:
                return new("punctuation:no_comma", 0, "Use no commas.", Empty, t => t.Replace(",", "", StringComparison.Ordinal));
            case 1:
                var word = random.Any(Keywords);
                return new("keywords:existence", 2, $"Use the word {word}.", Argument("keywords", new[] { word }), t => $"{t} There is a {word}.");
            case 2:
                var count = random.Next(2, 5);
                return new("detectable_format:number_bullet_lists", BulletRank, $"Make {count} bullet points.", Argument("num_bullets", count),
                    t => string.Join('\n', Enumerable.Repeat(t.Split('.')[0], count).Select(line => $"* {line}.")));
            case 3:
                return new("detectable_format:title", 3, "Give it a title in double angle brackets.", Empty, t => $"<<A story>>\n{t}");
            case 4:
                return new("detectable_content:postscript", 4, "Add a postscript that starts with P.S.", Argument("postscript_marker", "P.S."), t => $"{t}\nP.S. I like it.");
            case 5:
                var ending = random.Any(Endings);
                return new("startend:end_checker", 5, $"End with: {ending}", Argument("end_phrase", ending), t => $"{t} {ending}");
            default:
                return new("startend:quotation", QuotationRank, "Put all of it in double quotes.", Empty, t => $"\"{t}\"");
        }
    }

    /// <summary>Whether one text can meet both: a quotation mark before the first bullet point would hide it.</summary>
    public bool GoesWith(ToyConstraint other) =>
        Rank != other.Rank && (Math.Min(Rank, other.Rank), Math.Max(Rank, other.Rank)) != (BulletRank, QuotationRank);

    private static Dictionary<string, object> Empty => [];

    private static Dictionary<string, object> Argument(string name, object value) => new() { [name] = value };
}
