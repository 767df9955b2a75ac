using System.Diagnostics;
using System.Numerics.Tensors;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Bench;

/// <summary>What the machine can do, measured in this run: the yardstick of every share.</summary>
/// <param name="Fp32Gemm">libtorch's fp32 matrix product, the better of 1024 and 2048 wide, FLOP/s.</param>
/// <param name="Bf16Gemm">The same in bf16.</param>
/// <param name="ReadBandwidth">Reading 256 MB with every core, bytes/s.</param>
/// <param name="CopyBandwidth">Copying 128 MB with one core, bytes copied a second.</param>
internal sealed record MachinePeaks(double Fp32Gemm, double Bf16Gemm, double ReadBandwidth, double CopyBandwidth)
{
    private const int Repetitions = 9;
    private const int LargeFloats = 64 << 20;

    /// <summary>Measures; medians.</summary>
    public static MachinePeaks Measure() => new(
        Math.Max(Gemm(1024, ScalarType.Float32), Gemm(2048, ScalarType.Float32)),
        Math.Max(Gemm(1024, ScalarType.BFloat16), Gemm(2048, ScalarType.BFloat16)),
        Read(LargeFloats), Copy());

    /// <summary>Reading so many numbers with every core, bytes/s; small ones come from caches.</summary>
    public static double Read(int floats)
    {
        var cores = Environment.ProcessorCount;
        var data = new float[floats];
        var part = floats / cores;
        var rounds = Math.Max(1, LargeFloats / floats);
        var sums = new float[cores];
        return 4.0 * part * cores * rounds / Median(() => Parallel.For(0, cores, i =>
        {
            for (var round = 0; round < rounds; round++)
                sums[i] += TensorPrimitives.Sum<float>(data.AsSpan(i * part, part));
        }));
    }

    /// <summary>Median seconds of an action.</summary>
    public static double Median(Action action)
    {
        var times = new double[Repetitions];
        for (var i = 0; i < Repetitions; i++)
        {
            var began = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        Array.Sort(times);
        return times[Repetitions / 2];
    }

    private static double Gemm(long size, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var a = rand(size, size).to(type);
        using var b = rand(size, size).to(type);
        matmul(a, b).Dispose();
        return 2.0 * size * size * size / Median(() => matmul(a, b).Dispose());
    }

    private static double Copy()
    {
        float[] from = new float[LargeFloats / 2], to = new float[LargeFloats / 2];
        Array.Fill(from, 1f);
        from.CopyTo(to, 0);
        return 4.0 * from.Length / Median(() => from.CopyTo(to, 0));
    }
}
