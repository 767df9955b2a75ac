using OlmoRL.Actors.Messages;
using OlmoRL.Inference;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Workers;

/// <summary>Sampled tokens of one sequence that have not been sent yet.</summary>
internal sealed class SequenceBuffer(int sentCount)
{
    private readonly List<int> _tokens = [];
    private readonly List<float> _logProbs = [];
    private readonly List<PolicySpan> _spans = [];

    /// <summary>Tokens sent before.</summary>
    public int SentCount { get; private set; } = sentCount;

    /// <summary>Tokens kept back.</summary>
    public int PendingCount => _tokens.Count;

    /// <summary>Takes the next token and the version that sampled it.</summary>
    public void Append(int token, float logProb, PolicyVersion version)
    {
        if (_spans.Count > 0 && _spans[^1].Version == version)
            _spans[^1] = _spans[^1] with { Count = _spans[^1].Count + 1 };
        else
            _spans.Add(new PolicySpan(_tokens.Count, 1, version));
        _tokens.Add(token);
        _logProbs.Add(logProb);
    }

    /// <summary>Makes a message of what is kept, and forgets it.</summary>
    public TokensAppended Flush(SequenceKey key, int epoch)
    {
        var message = new TokensAppended
        {
            GroupId = key.GroupId,
            Epoch = epoch,
            Sibling = key.Sibling,
            Offset = SentCount,
            TokenIds = [.. _tokens],
            LogProbs = [.. _logProbs],
            Spans = [.. _spans],
        };
        SentCount += _tokens.Count;
        _tokens.Clear();
        _logProbs.Clear();
        _spans.Clear();
        return message;
    }
}
