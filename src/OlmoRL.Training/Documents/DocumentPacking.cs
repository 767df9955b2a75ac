namespace OlmoRL.Training.Documents;

/// <summary>How documents are laid into rows.</summary>
/// <param name="PackLength">Tokens of a row.</param>
/// <param name="MicroBatchTokens">Most tokens, padding included, per forward and backward pass.</param>
/// <param name="PadId">Fills rows.</param>
public sealed record DocumentPacking(int PackLength, int MicroBatchTokens, int PadId);
