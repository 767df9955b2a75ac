using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Workers;

/// <summary>A worker's orders as they arrive, over a link that keeps their order and may lose some or bring some twice: each is taken once, and whole or not at all.</summary>
internal sealed class ReceivedOrders
{
    private readonly Dictionary<int, List<int>> _prefixes = []; // by sibling, of the coming order
    private long _coming;

    /// <summary>Orders up to this number arrived, or never will.</summary>
    public long Seen { get; private set; }

    /// <summary>Keeps what a sibling of the coming order has sampled already.</summary>
    public void Keep(SampledPrefix prefix)
    {
        if (prefix.Order != _coming)
        {
            _prefixes.Clear();
            _coming = prefix.Order;
        }

        if (!_prefixes.TryGetValue(prefix.Sibling, out var tokens))
            _prefixes[prefix.Sibling] = tokens = [];
        if (prefix.Offset == tokens.Count)
            tokens.AddRange(prefix.TokenIds);
    }

    /// <summary>What each of the order's siblings has sampled; null when the order came before, or something of it is lost.</summary>
    public int[][]? Accept(GenerateGroup order)
    {
        if (order.Number <= Seen)
            return null;
        Seen = order.Number;
        int[][] sampled = [.. order.Siblings.Select(s => _coming == order.Number && _prefixes.Remove(s, out var prefix) ? prefix.ToArray() : [])];
        return sampled.Select(s => s.Length).SequenceEqual(order.SampledCounts) ? sampled : null;
    }

    /// <summary>Orders up to this number were sent before a message that has arrived.</summary>
    public void Passed(long number) => Seen = Math.Max(Seen, number);
}
