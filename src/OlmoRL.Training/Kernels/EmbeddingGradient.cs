using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Training.Kernels;

/// <summary>Adds the gradient of embedded tokens to the rows of the table that they came from.</summary>
internal static unsafe class EmbeddingGradient
{
    private const int Columns = 64;

    /// <summary>Threads share columns, not tokens: a row's sum is always taken in the order of the tokens.</summary>
    /// <param name="tokens">Ids.</param>
    /// <param name="gradient">bf16, [tokens, size]</param>
    /// <param name="size">A multiple of 16.</param>
    /// <param name="table">fp32, [entries, size]; added to.</param>
    public static void Add(long[] tokens, ushort* gradient, int size, float* table) => TorchTeam.For((size + Columns - 1) / Columns, share =>
        Add(tokens, gradient, size, table, share * Columns, Math.Min(size, (share + 1) * Columns)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(long[] tokens, ushort* gradient, int size, float* table, int first, int end)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            for (var column = first; column < end; column += BFloats.Width)
            {
                var to = table + tokens[i] * size + column;
                (Vector512.Load(to) + BFloats.Load(gradient + (long)i * size + column)).Store(to);
            }
        }
    }
}
