namespace OlmoRL.Data.Documents;

/// <summary>What became of a row of a data set.</summary>
public enum RowFate
{
    /// <summary>It is trained on.</summary>
    Kept,

    /// <summary>It does not fit; rows are dropped, never cut.</summary>
    TooLong,

    /// <summary>No token of it would be trained.</summary>
    NothingTrained,

    /// <summary>Chosen and rejected differ too much in length.</summary>
    LengthsDiffer,

    /// <summary>It has not the columns that training needs.</summary>
    Malformed,
}

/// <summary>A row as documents, or why it is dropped.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Documents">One document, or chosen and rejected; empty when dropped.</param>
/// <param name="Reason">What is wrong with a malformed row.</param>
public sealed record EncodedRow(RowFate Fate, IReadOnlyList<TokenizedDocument> Documents, string Reason = "")
{
    /// <summary>A row that is not trained on.</summary>
    public static EncodedRow Dropped(RowFate fate, string reason = "") => new(fate, [], reason);
}
