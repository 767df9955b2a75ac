using OlmoRL.Models.Attention;

namespace OlmoRL.Training.Kernels;

/// <summary>What one thread works on at a time: a document and one of its key-value heads, with the query heads that read it.</summary>
internal readonly record struct DocumentHead(DocumentSpan Span, int KeyValueHead)
{
    /// <summary>All of a batch; the longest come first, so that no thread ends with one.</summary>
    public static DocumentHead[] LongestFirst(DocumentSpan[] spans, HeadShape heads) =>
    [
        .. spans.Where(s => !s.IsPadding).OrderByDescending(s => s.Length)
            .SelectMany(span => Enumerable.Range(0, heads.KeyValueHeads).Select(head => new DocumentHead(span, head))),
    ];
}
