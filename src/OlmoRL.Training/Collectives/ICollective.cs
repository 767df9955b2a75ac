using static TorchSharp.torch;

namespace OlmoRL.Training.Collectives;

/// <summary>The learners that train one model together, each a process of its own; every one makes the same calls in the same order.</summary>
public interface ICollective : IDisposable
{
    /// <summary>This learner's number; 0 leads.</summary>
    int Rank { get; }

    /// <summary>Learners.</summary>
    int Size { get; }

    /// <summary>Replaces a tensor by its sum over all learners, the same bits everywhere.</summary>
    /// <param name="tensor">fp32, contiguous, of one shape everywhere.</param>
    void Sum(Tensor tensor);

    /// <summary>Replaces numbers by their sums over all learners.</summary>
    void Sum(Span<double> numbers);

    /// <summary>Replaces a number by the largest that any learner has.</summary>
    double Max(double number);

    /// <summary>Fills a tensor: each learner has its own <see cref="Shard"/> of it, and all get all.</summary>
    /// <param name="tensor">fp32, contiguous, of one shape everywhere.</param>
    void Gather(Tensor tensor);

    /// <summary>Hands the leader's message to all. The others wait for it without using a core.</summary>
    /// <param name="message">Null on all but the leader.</param>
    byte[] Broadcast(byte[]? message);
}
