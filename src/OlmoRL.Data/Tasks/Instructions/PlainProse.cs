namespace OlmoRL.Data.Tasks.Instructions;

/// <summary>Two or three plain sentences about a subject, often with a comma.</summary>
internal static class PlainProse
{
    private static readonly string[] Qualities = ["old", "small", "quiet", "bright", "kind", "slow", "warm", "strange"];
    private static readonly string[] Places = ["by the door", "in the hall", "on the hill", "at the lake", "in the town", "near the road"];
    private static readonly string[] Deeds = ["waits", "stays", "moves", "rests", "shines", "turns"];
    private static readonly string[] Openings = ["Today, ", "Well, ", "As we know, ", "", "", ""];

    public static IReadOnlyList<string> Subjects { get; } =
        ["cat", "dog", "boat", "tree", "king", "horse", "clock", "bird", "baker", "train", "moon", "house", "fox", "farmer", "bridge", "bell"];

    public static string Write(Random random, string subject) =>
        string.Join(' ', Enumerable.Range(0, random.Next(2, 4)).Select(_ => Sentence(random, subject)));

    private static string Sentence(Random random, string subject)
    {
        var opening = random.Any(Openings);
        var the = opening.Length > 0 ? "the" : "The";
        return random.Next(2) == 0
            ? $"{opening}{the} {subject} {random.Any(Deeds)} {random.Any(Places)}."
            : $"{opening}{the} {subject} is {random.Any(Qualities)}, and {random.Any(Deeds)}.";
    }
}
