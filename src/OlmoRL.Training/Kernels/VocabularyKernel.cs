using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>Log-softmax of bf16 logits at the targets with its gradient, row by row; fp32 inside.</summary>
/// <param name="size">Vocabulary.</param>
/// <param name="temperature">What logits are divided by.</param>
internal sealed unsafe class VocabularyKernel(int size, double temperature)
{
    private readonly float _power = (float)(PowerOfTwo.PerNat / temperature);

    /// <summary>Log-probs of the targets and entropies in nats.</summary>
    /// <param name="logits">bf16, [rows, vocab]</param>
    /// <param name="targets">int64, [rows]</param>
    /// <param name="logProbs">fp32, [rows]; written.</param>
    /// <param name="entropies">fp32, [rows]; written.</param>
    public void Forward(Tensor logits, Tensor targets, Tensor logProbs, Tensor entropies) => Forward(
        TensorMemory.BFloats(logits), TensorMemory.Longs(targets), (int)logits.shape[0], TensorMemory.Floats(logProbs), TensorMemory.Floats(entropies));

    /// <summary>Gradients of the logits over the logits.</summary>
    /// <param name="logits">bf16, [rows, vocab]; overwritten.</param>
    /// <param name="targets">int64, [rows]</param>
    /// <param name="logProbs">What forward gave, fp32, [rows].</param>
    /// <param name="gradient">Of the log-probs, fp32, [rows].</param>
    public void Backward(Tensor logits, Tensor targets, Tensor logProbs, Tensor gradient) => Backward(
        TensorMemory.BFloats(logits), TensorMemory.Longs(targets), TensorMemory.Floats(logProbs), TensorMemory.Floats(gradient), (int)logits.shape[0]);

    private void Forward(ushort* logits, long* targets, int rows, float* logProbs, float* entropies) => RowShares.For(rows, (_, row, end) =>
    {
        for (; row < end; row++)
        {
            var at = logits + (long)row * size;
            var (largest, sum, mean) = Sums(at);
            var logSum = largest + Math.Log2(sum);
            logProbs[row] = (float)((BFloats.Number(at[targets[row]]) * (double)_power - logSum) / PowerOfTwo.PerNat);
            entropies[row] = (float)((logSum - mean / sum) / PowerOfTwo.PerNat);
        }
    });

    private void Backward(ushort* logits, long* targets, float* logProbs, float* gradient, int rows) => RowShares.For(rows, (_, row, end) =>
    {
        for (; row < end; row++)
        {
            var at = logits + (long)row * size;
            var slope = (float)(gradient[row] / temperature);
            var chosen = BFloats.Number(at[targets[row]]) * _power;
            var probability = MathF.Exp(logProbs[row]);
            Backward(at, chosen - logProbs[row] * PowerOfTwo.PerNat, slope);
            at[targets[row]] = BFloats.Bits(slope * (1 - probability));
        }
    });

    /// <summary>In log2: the largest logit, the sum of 2^(z - largest), and the sum of z times that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (float Largest, double Sum, double Mean) Sums(ushort* logits)
    {
        var power = Vector512.Create(_power);
        var largest = Vector512.Create(float.NegativeInfinity);
        var i = 0;
        for (; i + BFloats.Width <= size; i += BFloats.Width)
            largest = Vector512.Max(largest, BFloats.Load(logits + i));
        var most = float.NegativeInfinity;
        for (var lane = 0; lane < BFloats.Width; lane++)
            most = MathF.Max(most, largest[lane]);
        for (; i < size; i++)
            most = MathF.Max(most, BFloats.Number(logits[i]));
        most *= _power;

        var shift = Vector512.Create(-most);
        Vector512<float> sums = default, means = default;
        for (i = 0; i + BFloats.Width <= size; i += BFloats.Width)
        {
            var z = BFloats.Load(logits + i) * power;
            var p = PowerOfTwo.Of(z + shift);
            sums += p;
            means = Vector512.FusedMultiplyAdd(p, z, means);
        }

        double sum = Vector512.Sum(sums), mean = Vector512.Sum(means);
        for (; i < size; i++)
        {
            var z = BFloats.Number(logits[i]) * _power;
            var p = Math.Pow(2, z - most);
            (sum, mean) = (sum + p, mean + p * z);
        }

        return (most, sum, mean);
    }

    /// <summary>Overwrites logits with -slope * p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Backward(ushort* logits, float logSum, float slope)
    {
        var (power, shift, factor) = (Vector512.Create(_power), Vector512.Create(-logSum), Vector512.Create(-slope));
        var i = 0;
        for (; i + BFloats.Width <= size; i += BFloats.Width)
            BFloats.Store(PowerOfTwo.Of(Vector512.FusedMultiplyAdd(BFloats.Load(logits + i), power, shift)) * factor, logits + i);
        for (; i < size; i++)
            logits[i] = BFloats.Bits((float)-(Math.Pow(2, BFloats.Number(logits[i]) * _power - logSum) * slope));
    }
}
