namespace OlmoRL.Data.Templates;

/// <summary>What the model writes in one turn: the text and the token that ends it.</summary>
/// <param name="Start">In UTF-16 units of the rendering.</param>
public readonly record struct AssistantSpan(int Start, int Length)
{
    public int End => Start + Length;
}
