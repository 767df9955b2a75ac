namespace OlmoRL.Data.Tokenization;

/// <summary>A token that is matched in the raw text as a whole.</summary>
/// <param name="Special">Whether decoding may leave it out. Encoding treats both kinds alike.</param>
public sealed record AddedToken(int Id, string Content, bool Special = true);
