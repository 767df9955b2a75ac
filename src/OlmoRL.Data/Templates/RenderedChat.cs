using OlmoRL.Data.Tokenization;

namespace OlmoRL.Data.Templates;

/// <summary>A conversation as text, with the places that the model wrote.</summary>
/// <param name="Spans">From left to right, apart from each other.</param>
public sealed record RenderedChat(string Text, IReadOnlyList<AssistantSpan> Spans)
{
    /// <summary>Token ids, and which of them the model wrote, so that they are trained on.</summary>
    /// <remarks>
    /// The text is cut at the spans and the parts are encoded one by one. So no token is half prompt and half answer, and
    /// the split is the one that sampling makes: there the prompt is encoded alone. Where no token would have crossed a
    /// border, as at the line end after a ChatML header, the ids are those of the whole text.
    /// </remarks>
    /// <param name="lastTurnOnly">Train on the last of the assistant's turns alone.</param>
    public (int[] TokenIds, bool[] Trained) Encode(ITokenizer tokenizer, bool lastTurnOnly = false)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var ids = new List<int>();
        var trained = new List<bool>();
        var at = 0;
        foreach (var span in Spans)
        {
            Append(at, span.Start, isTrained: false);
            Append(span.Start, span.End, !lastTurnOnly || span == Spans[^1]);
            at = span.End;
        }

        Append(at, Text.Length, isTrained: false);
        return ([.. ids], [.. trained]);

        void Append(int start, int end, bool isTrained)
        {
            if (start == end)
                return;
            var part = tokenizer.Encode(Text[start..end]);
            ids.AddRange(part);
            trained.AddRange(Enumerable.Repeat(isTrained, part.Length));
        }
    }
}
