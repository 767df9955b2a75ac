using OlmoRL.Models.Attention;
using OlmoRL.Models.Native;
using OlmoRL.Training.Kernels;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Kernels;

public sealed class DocumentAttentionTests
{
    private static readonly HeadShape Heads = new(4, 2, 32);

    /// <summary>Documents around the borders of tiles (64 queries, 256 keys), with padding between and after them.</summary>
    private static readonly DocumentSpan[] Spans = Lay(1, 63, -7, 64, 65, 300, 517, -3);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(64)]
    [InlineData(129)]
    [InlineData(300)]
    public void Results_and_gradients_are_those_of_plain_loops(int window)
    {
        Assert.SkipUnless(KernelSupport.IsAvailable(CPU), "this processor has no bf16 products (AVX512_BF16)");
        using var scope = NewDisposeScope();
        var tokens = Spans.Sum(s => s.Length);
        var generator = new Generator(7);
        Tensor Random(int size) => (randn(tokens, size, generator: generator) * 1.5).bfloat16();
        var (queryKey, value, gradient) = (Random(Heads.QueryKeySize), Random(Heads.RowSize), Random(Heads.QuerySize));
        var (result, into) = (full(tokens, Heads.QuerySize, 9f, ScalarType.BFloat16), full(tokens, Heads.RowSize, 9f, ScalarType.BFloat16));
        var logSums = zeros(Heads.Heads, tokens);
        unsafe
        {
            var values = TensorMemory.BFloats(value) + Heads.QueryKeySize;
            new DocumentAttentionKernel(Spans, Heads, window).Forward(
                TensorMemory.BFloats(queryKey), values, Heads.RowSize, TensorMemory.BFloats(result), TensorMemory.Floats(logSums), tokens);
            new DocumentAttentionGradient(Spans, Heads, window).Backward(
                TensorMemory.BFloats(queryKey), values, Heads.RowSize, TensorMemory.BFloats(result), TensorMemory.Floats(logSums),
                TensorMemory.BFloats(gradient), TensorMemory.BFloats(into), tokens);
        }

        var expected = new PlainAttention(Heads, window);
        expected.Run(Spans, Rows(queryKey), Rows(value), Rows(gradient));
        AssertClose(expected.Result, Rows(result), 0, Heads.QuerySize);
        AssertClose(expected.Gradient, Rows(into), 0, Heads.QuerySize);
        AssertClose(expected.Gradient, Rows(into), Heads.QuerySize, Heads.QueryKeySize);
        AssertClose(expected.Gradient, Rows(into), Heads.QueryKeySize, Heads.RowSize);
    }

    /// <summary>bf16 has eight bits: inputs of products are off by 2^-9, and errors of many average out.</summary>
    private static void AssertClose(double[][] expected, float[][] actual, int from, int to)
    {
        double error = 0, size = 0;
        for (var token = 0; token < expected.Length; token++)
        {
            for (var i = from; i < to; i++)
            {
                error += Math.Pow(expected[token][i] - actual[token][i], 2);
                size += Math.Pow(expected[token][i], 2);
            }
        }

        Assert.InRange(Math.Sqrt(error / size), 0, 0.008);
    }

    private static float[][] Rows(Tensor tensor) =>
        [.. tensor.to(ScalarType.Float32).data<float>().ToArray().Chunk((int)tensor.shape[1])];

    private static DocumentSpan[] Lay(params int[] lengths)
    {
        var start = 0;
        List<DocumentSpan> spans = [];
        foreach (var length in lengths)
        {
            spans.Add(new DocumentSpan(start, Math.Abs(length), length < 0));
            start += Math.Abs(length);
        }

        return [.. spans];
    }
}
