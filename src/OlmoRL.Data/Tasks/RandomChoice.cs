namespace OlmoRL.Data.Tasks;

/// <summary>Draws from a list.</summary>
internal static class RandomChoice
{
    /// <summary>One of its items.</summary>
    public static T Any<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
