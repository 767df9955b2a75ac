using static TorchSharp.torch;

namespace OlmoRL.Training.Collectives;

/// <summary>One learner's share of every tensor: a range of its numbers in memory order, as even as it can be.</summary>
/// <param name="Rank">Which.</param>
/// <param name="Count">Of how many.</param>
public readonly record struct Shard(int Rank, int Count)
{
    /// <summary>All of it.</summary>
    public static readonly Shard Whole = new(0, 1);

    /// <summary>First number and number of numbers.</summary>
    public (long Start, long Length) Of(long numbers)
    {
        var start = numbers * Rank / Count;
        return (start, numbers * (Rank + 1) / Count - start);
    }

    /// <summary>The range of a contiguous tensor, which it shares memory with, flat; the tensor itself where the range is all.</summary>
    public Tensor Of(Tensor tensor)
    {
        if (Count == 1)
            return tensor;
        using var scope = NewDisposeScope();
        var (start, length) = Of(tensor.numel());
        return tensor.detach().view(-1).narrow(0, start, length).MoveToOuterDisposeScope();
    }
}
