namespace OlmoRL.Inference;

/// <summary>Samples the whole batch of a pass at once, its rows shared out among threads.</summary>
public sealed class BatchSampler
{
    private readonly int _vocabularySize;
    private readonly ThreadTeam _team;
    private readonly Sampler[] _samplers;
    private readonly Action<int> _part;
    private Draw[] _draws = [];
    private int[] _firstRows = [];
    private ScheduledBatch _batch = new();
    private ReadOnlyMemory<float> _logits;

    /// <summary>Draws with these threads.</summary>
    public BatchSampler(int vocabularySize, ThreadTeam team)
    {
        (_vocabularySize, _team) = (vocabularySize, team);
        _samplers = [.. Enumerable.Range(0, team.Count).Select(_ => new Sampler(vocabularySize))];
        _part = Part;
    }

    /// <summary>A draw for every span of the batch; those of spans that do not sample mean nothing.</summary>
    /// <param name="batch">What was computed.</param>
    /// <param name="logits">[logitRows * vocab]</param>
    public ReadOnlySpan<Draw> Draw(ScheduledBatch batch, ReadOnlyMemory<float> logits)
    {
        (_batch, _logits) = (batch, logits);
        var spans = batch.Spans.Count;
        if (_draws.Length < spans)
            (_draws, _firstRows) = (new Draw[2 * spans], new int[2 * spans]);
        for (int i = 0, row = 0; i < spans; row += batch.Spans[i].LogitCount, i++)
            _firstRows[i] = row;
        _team.Run(_part);
        return _draws.AsSpan(0, spans);
    }

    private void Part(int thread)
    {
        var sampler = _samplers[thread];
        for (var i = thread; i < _batch.Spans.Count; i += _samplers.Length)
        {
            var span = _batch.Spans[i];
            if (span.Sequence.Request.Sampling.PromptLogProbs && span.Start < span.Sequence.PromptLength)
                ScorePrompt(sampler, span, _firstRows[i]);
            if (span.Samples)
            {
                var request = span.Sequence.Request;
                _draws[i] = sampler.Sample(
                    Row(_firstRows[i] + span.LogitCount - 1), request.Sampling, request.Seed, span.End, request.Constraint is { } constraint ? constraint.Allowed : []);
            }
        }
    }

    private ReadOnlySpan<float> Row(int row) => _logits.Span.Slice(row * _vocabularySize, _vocabularySize);

    /// <summary>The row of position p predicts the token at p + 1.</summary>
    private void ScorePrompt(Sampler sampler, ScheduledTokens span, int firstRow)
    {
        var sequence = span.Sequence;
        var scores = sequence.PromptScores();
        for (var position = span.Start; position < Math.Min(span.End, sequence.PromptLength - 1); position++)
        {
            (scores.LogProbs[position + 1], scores.Top[position + 1]) = sampler.Score(
                Row(firstRow + position - span.Start), sequence.TokenAt(position + 1), sequence.Request.Sampling.TopLogProbs);
        }
    }
}
