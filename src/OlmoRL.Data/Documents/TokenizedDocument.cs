namespace OlmoRL.Data.Documents;

/// <summary>A document to train on.</summary>
/// <param name="TokenIds">[tokens]</param>
/// <param name="Trained">Whether the loss sees a token, [tokens].</param>
public sealed record TokenizedDocument(int[] TokenIds, bool[] Trained);
