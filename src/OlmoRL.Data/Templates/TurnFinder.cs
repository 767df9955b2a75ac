using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates;

/// <summary>Finds what the model writes in the rendering of a template without generation blocks.</summary>
/// <remarks>
/// The characters of each message are known by their origin. A turn reaches from the first to the last character of its
/// message. To the left it takes in what the template itself writes after the generation prompt, as an opening tag of a
/// function call; to the right, what comes before the turn's end token, and that token: the first special token that is
/// not part of the generation prompt. Both stop at the characters of other messages.
/// </remarks>
internal sealed class TurnFinder(TextValue rendering, string generationPrompt, SpecialTokens tokens)
{
    private readonly string[] _endTokens =
    [
        .. tokens.Control.Append(tokens.Eos).Where(t => t.Length > 0 && !generationPrompt.Contains(t, StringComparison.Ordinal)),
    ];

    /// <summary>The span of a message; null if none of its characters were written.</summary>
    /// <exception cref="InvalidDataException">The template writes another message within it.</exception>
    public AssistantSpan? Find(int message)
    {
        var own = rendering.Runs.Where(r => r.Origin == message).ToArray();
        if (own.Length == 0)
            return null;
        var (first, last) = (own[0].Start, own[^1].End);
        var others = rendering.Runs.Where(r => r.Origin != message).ToArray();
        if (others.Any(r => r.Start > first && r.Start < last))
            throw new InvalidDataException(
                $"the template mixes message {message + 1} with others, so what the model wrote is unknown: mark it with generation blocks");
        var from = others.Where(r => r.End <= first).Select(r => r.End).DefaultIfEmpty(0).Max();
        var to = others.Where(r => r.Start >= last).Select(r => r.Start).DefaultIfEmpty(rendering.Text.Length).Min();
        var start = Start(from, first);
        return new AssistantSpan(start, End(last, to) - start);
    }

    /// <summary>After the generation prompt, or after as much of it as the template wrote here.</summary>
    private int Start(int from, int first)
    {
        var best = (Length: 0, Start: first);
        for (var at = from; at < first && generationPrompt.Length > 0; at++)
        {
            var common = rendering.Text.AsSpan(at).CommonPrefixLength(generationPrompt);
            if (common >= best.Length)
                best = (common, at);
        }

        var header = WholeHeader(best.Length);
        return header == 0 ? first : Math.Min(first, best.Start + header);
    }

    // A think tag that opens the generation prompt may be missing here, but not half a tag or half a line.
    private int WholeHeader(int common) => common == generationPrompt.Length
        ? common
        : generationPrompt.AsSpan(0, common).LastIndexOfAny('\n', '>') + 1;

    private int End(int last, int to)
    {
        var gap = rendering.Text.AsSpan(last, to - last);
        var end = (Start: int.MaxValue, Length: 0);
        foreach (var token in _endTokens)
        {
            var at = gap.IndexOf(token, StringComparison.Ordinal);
            if (at >= 0 && (at < end.Start || (at == end.Start && token.Length > end.Length)))
                end = (at, token.Length);
        }

        return end.Length == 0 ? last : last + end.Start + end.Length;
    }
}
