using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Inference.Cpu;

/// <summary>Products of fp32 rows with panels of weights.</summary>
/// <remarks>
/// A tile of 8 rows and 32 outputs keeps its 16 sums in registers; fewer rows use smaller tiles. Each sum runs over the
/// inputs in order, so all tiles give equal bits.
/// </remarks>
internal static unsafe class PanelProduct
{
    private const int Width = PanelMatrix.Width;

    /// <summary>Panels [first, end) of rows times the weights' transpose.</summary>
    /// <param name="rows">[count, rowStride], the first inputs columns of each.</param>
    /// <param name="rowStride">Numbers from row to row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="weights">The matrix.</param>
    /// <param name="first">First panel.</param>
    /// <param name="end">One past the last panel.</param>
    /// <param name="result">[count, resultStride]; columns 32 first to 32 end are written.</param>
    /// <param name="resultStride">Numbers from row to row.</param>
    public static void Multiply<TFormat>(
        float* rows, int rowStride, int count, PanelMatrix weights, int first, int end, float* result, int resultStride)
        where TFormat : struct, IStorageFormat
    {
        var padded = stackalloc float[8 * Width];
        for (var panel = first; panel < end; panel++)
        {
            var whole = (panel + 1) * Width <= weights.Outputs;
            if (count == 1 && whole && panel + 1 < end && (panel + 2) * Width <= weights.Outputs)
            {
                OneRow<TFormat>(rows, weights.Panel(panel), weights.Panel(panel + 1), weights.Inputs, result + panel * Width);
                panel++;
                continue;
            }

            for (var row = 0; row < count;)
            {
                var tile = TileOf(count - row);
                var to = whole ? result + (long)row * resultStride + panel * Width : padded;
                Tile<TFormat>(tile, rows + (long)row * rowStride, rowStride, weights.Panel(panel), weights.Inputs, to, whole ? resultStride : Width);
                for (var i = 0; !whole && i < tile; i++)
                {
                    var width = weights.Outputs - panel * Width;
                    new Span<float>(padded + i * Width, width).CopyTo(
                        new Span<float>(result + (long)(row + i) * resultStride + panel * Width, width));
                }

                row += tile;
            }
        }
    }

    private static int TileOf(int left) => left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TFormat>(int tile, float* rows, int stride, byte* panel, int inputs, float* result, int resultStride)
        where TFormat : struct, IStorageFormat
    {
        switch (tile)
        {
            case 8:
                EightRows<TFormat>(rows, stride, panel, inputs, result, resultStride);
                break;
            case 4:
                FourRows<TFormat>(rows, stride, panel, inputs, result, resultStride);
                break;
            case 2:
                TwoRows<TFormat>(rows, stride, panel, inputs, result, resultStride);
                break;
            default:
                OneRow<TFormat>(rows, panel, inputs, result);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows<TFormat>(float* r0, int stride, byte* panel, int inputs, float* result, int resultStride)
        where TFormat : struct, IStorageFormat
    {
        float* r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride, r4 = r3 + stride, r5 = r4 + stride, r6 = r5 + stride, r7 = r6 + stride;
        Vector512<float> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        Vector512<float> a4 = default, b4 = default, a5 = default, b5 = default, a6 = default, b6 = default, a7 = default, b7 = default;
        for (nint k = 0; k < inputs; k++, panel += TFormat.LineBytes)
        {
            TFormat.Load(panel, out var a, out var b);
            Add(Vector512.Create(r0[k]), a, b, ref a0, ref b0);
            Add(Vector512.Create(r1[k]), a, b, ref a1, ref b1);
            Add(Vector512.Create(r2[k]), a, b, ref a2, ref b2);
            Add(Vector512.Create(r3[k]), a, b, ref a3, ref b3);
            Add(Vector512.Create(r4[k]), a, b, ref a4, ref b4);
            Add(Vector512.Create(r5[k]), a, b, ref a5, ref b5);
            Add(Vector512.Create(r6[k]), a, b, ref a6, ref b6);
            Add(Vector512.Create(r7[k]), a, b, ref a7, ref b7);
        }

        Store(result, a0, b0);
        Store(result + resultStride, a1, b1);
        Store(result + 2 * resultStride, a2, b2);
        Store(result + 3 * resultStride, a3, b3);
        Store(result + 4 * resultStride, a4, b4);
        Store(result + 5 * resultStride, a5, b5);
        Store(result + 6 * resultStride, a6, b6);
        Store(result + 7 * resultStride, a7, b7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<TFormat>(float* r0, int stride, byte* panel, int inputs, float* result, int resultStride)
        where TFormat : struct, IStorageFormat
    {
        float* r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
        Vector512<float> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        for (nint k = 0; k < inputs; k++, panel += TFormat.LineBytes)
        {
            TFormat.Load(panel, out var a, out var b);
            Add(Vector512.Create(r0[k]), a, b, ref a0, ref b0);
            Add(Vector512.Create(r1[k]), a, b, ref a1, ref b1);
            Add(Vector512.Create(r2[k]), a, b, ref a2, ref b2);
            Add(Vector512.Create(r3[k]), a, b, ref a3, ref b3);
        }

        Store(result, a0, b0);
        Store(result + resultStride, a1, b1);
        Store(result + 2 * resultStride, a2, b2);
        Store(result + 3 * resultStride, a3, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows<TFormat>(float* r0, int stride, byte* panel, int inputs, float* result, int resultStride)
        where TFormat : struct, IStorageFormat
    {
        var r1 = r0 + stride;
        Vector512<float> a0 = default, b0 = default, a1 = default, b1 = default;
        for (nint k = 0; k < inputs; k++, panel += TFormat.LineBytes)
        {
            TFormat.Load(panel, out var a, out var b);
            Add(Vector512.Create(r0[k]), a, b, ref a0, ref b0);
            Add(Vector512.Create(r1[k]), a, b, ref a1, ref b1);
        }

        Store(result, a0, b0);
        Store(result + resultStride, a1, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<TFormat>(float* row, byte* panel, int inputs, float* result)
        where TFormat : struct, IStorageFormat
    {
        Vector512<float> a0 = default, b0 = default;
        for (nint k = 0; k < inputs; k++, panel += TFormat.LineBytes)
        {
            TFormat.Load(panel, out var a, out var b);
            Add(Vector512.Create(row[k]), a, b, ref a0, ref b0);
        }

        Store(result, a0, b0);
    }

    /// <summary>Two panels at once: four sums hide the latency of an addition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<TFormat>(float* row, byte* panel, byte* next, int inputs, float* result)
        where TFormat : struct, IStorageFormat
    {
        Vector512<float> a0 = default, b0 = default, a1 = default, b1 = default;
        for (nint k = 0; k < inputs; k++, panel += TFormat.LineBytes, next += TFormat.LineBytes)
        {
            var x = Vector512.Create(row[k]);
            TFormat.Load(panel, out var a, out var b);
            Add(x, a, b, ref a0, ref b0);
            TFormat.Load(next, out a, out b);
            Add(x, a, b, ref a1, ref b1);
        }

        Store(result, a0, b0);
        Store(result + Width, a1, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<float> x, Vector512<float> a, Vector512<float> b, ref Vector512<float> sumA, ref Vector512<float> sumB)
    {
        sumA = Vector512.FusedMultiplyAdd(x, a, sumA);
        sumB = Vector512.FusedMultiplyAdd(x, b, sumB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* result, Vector512<float> a, Vector512<float> b)
    {
        a.Store(result);
        b.Store(result + 16);
    }
}
