using System.Runtime.Intrinsics;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>A norm's weight in fp32, and what its gradient sums up to by share of rows.</summary>
internal sealed unsafe class NormWeights : IDisposable
{
    private readonly Scratch _memory;
    private readonly float* _sums; // [shares, size]

    /// <summary>Reads a weight; sums start at zero.</summary>
    /// <param name="weight">bf16, [size]; size is a multiple of 16.</param>
    public NormWeights(Tensor weight)
    {
        Size = (int)weight.shape[0];
        _memory = new Scratch((RowShares.Count + 1L) * (Size * sizeof(float) + 64));
        Values = _memory.Take<float>(Size);
        _sums = _memory.Take<float>(RowShares.Count * Size);
        new Span<float>(_sums, RowShares.Count * Size).Clear();
        var from = TensorMemory.BFloats(weight);
        for (var i = 0; i < Size; i += BFloats.Width)
            BFloats.Load(from + i).Store(Values + i);
    }

    /// <summary>Numbers of a row.</summary>
    public int Size { get; }

    /// <summary>[size]</summary>
    public float* Values { get; }

    /// <summary>[size], for the rows of one share.</summary>
    public float* Sums(int share) => _sums + share * Size;

    /// <summary>Adds what the shares have summed, in their order.</summary>
    /// <param name="gradient">fp32, [size]</param>
    public void AddTo(Tensor gradient)
    {
        var to = TensorMemory.Floats(gradient);
        for (var share = 0; share < RowShares.Count; share++)
        {
            for (var i = 0; i < Size; i += BFloats.Width)
                (Vector512.Load(to + i) + Vector512.Load(Sums(share) + i)).Store(to + i);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
