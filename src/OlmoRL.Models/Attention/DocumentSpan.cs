namespace OlmoRL.Models.Attention;

/// <summary>Consecutive tokens of packed rows that are of one document, or padding.</summary>
/// <param name="Start">Index into the flattened rows.</param>
/// <param name="Length">Tokens.</param>
/// <param name="IsPadding">Whether they are of no document.</param>
public readonly record struct DocumentSpan(int Start, int Length, bool IsPadding)
{
    /// <summary>Cuts rows at document borders; a document never crosses the end of a row.</summary>
    /// <param name="documents">[rows * seq]: equal ids are one document, consecutive; 0 is padding.</param>
    /// <param name="rowLength">Tokens of a row.</param>
    public static DocumentSpan[] Cut(ReadOnlySpan<long> documents, int rowLength)
    {
        List<DocumentSpan> spans = [];
        for (var i = 0; i < documents.Length; i++)
        {
            if (i % rowLength == 0 || documents[i] != documents[i - 1])
                spans.Add(new DocumentSpan(i, 0, documents[i] == 0));
            spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
        }

        return [.. spans];
    }
}
