namespace OlmoRL.Training.Kernels;

/// <summary>RMSNorm of rows, alone or before a residual add.</summary>
/// <param name="epsilon">Added to the mean square.</param>
internal sealed unsafe class NormKernel(double epsilon)
{
    /// <summary>result = x / rms(x) * weight, [rows, size]; <paramref name="factors"/> gets 1 / rms of each row.</summary>
    public void Forward(ushort* x, NormWeights weight, int rows, ushort* result, float* factors) => RowShares.For(rows, (_, row, end) =>
    {
        for (; row < end; row++)
        {
            var at = (long)row * weight.Size;
            factors[row] = NormRow.Factor(x + at, weight.Size, epsilon);
            NormRow.Scale(x + at, factors[row], weight.Values, weight.Size, result + at);
        }
    });

    /// <summary>result = residual + x / rms(x) * weight.</summary>
    public void Add(ushort* residual, ushort* x, NormWeights weight, int rows, ushort* result, float* factors) => RowShares.For(rows, (_, row, end) =>
    {
        for (; row < end; row++)
        {
            var at = (long)row * weight.Size;
            factors[row] = NormRow.Factor(x + at, weight.Size, epsilon);
            NormRow.AddScaled(residual + at, x + at, factors[row], weight.Values, weight.Size, result + at);
        }
    });

    /// <summary>The gradient of x; the weight's goes into its sums.</summary>
    public static void Backward(ushort* gradient, ushort* x, float* factors, NormWeights weight, int rows, ushort* result) =>
        RowShares.For(rows, (share, row, end) =>
        {
            for (; row < end; row++)
            {
                var at = (long)row * weight.Size;
                NormRow.Backward(gradient + at, x + at, factors[row], weight.Values, weight.Size, result + at, weight.Sums(share));
            }
        });
}
