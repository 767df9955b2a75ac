namespace OlmoRL.Inference;

/// <summary>Tokens ordered by weight, heaviest first, ties by lower id; over weights in [0, 1].</summary>
/// <remarks>A key holds the weight's bits above the inverted id, so that comparing keys compares (weight, id).</remarks>
internal sealed class TokenOrder(int vocabularySize)
{
    private readonly ulong[] _keys = new ulong[vocabularySize];

    /// <summary>Tokens ordered by the last call.</summary>
    public int Count { get; private set; }

    /// <summary>Token at a rank.</summary>
    public int this[int rank] => (int)~(uint)_keys[Count - 1 - rank];

    /// <summary>Orders the tokens of at least a weight.</summary>
    public void OfAtLeast(ReadOnlySpan<float> weights, float least)
    {
        Count = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] >= least)
                _keys[Count++] = Key(weights[i], i);
        }

        _keys.AsSpan(0, Count).Sort();
    }

    /// <summary>Orders the heaviest tokens.</summary>
    public void Heaviest(ReadOnlySpan<float> weights, int count)
    {
        Count = Math.Min(count, weights.Length);
        var heap = _keys.AsSpan(0, Count);
        for (var i = 0; i < Count; i++)
            heap[i] = Key(weights[i], i);
        heap.Sort(); // a sorted array is a heap
        for (var i = Count; i < weights.Length; i++)
        {
            if (Key(weights[i], i) is var key && key > heap[0])
                ReplaceLightest(heap, key);
        }

        heap.Sort();
    }

    private static ulong Key(float weight, int token) =>
        ((ulong)BitConverter.SingleToUInt32Bits(weight) << 32) | ~(uint)token;

    private static void ReplaceLightest(Span<ulong> heap, ulong key)
    {
        var at = 0;
        for (var child = 1; child < heap.Length; child = 2 * at + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
                child++;
            if (heap[child] >= key)
                break;
            heap[at] = heap[child];
            at = child;
        }

        heap[at] = key;
    }
}
