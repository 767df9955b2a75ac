using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>The large products of a layer and of its backward pass, by libtorch.</summary>
internal static class MatrixProduct
{
    private const string Source = """
        def project(x: Tensor, w: Tensor) -> Tensor:
            return torch.linear(x, w)

        def input_gradient(d: Tensor, w: Tensor) -> Tensor:
            return torch.mm(d, w)

        def input_gradient_added(d: Tensor, w: Tensor, residual: Tensor) -> Tensor:
            return torch.addmm(residual, d, w)

        def weight_gradient(d: Tensor, x: Tensor, total: Tensor):
            total.add_(torch.mm(d.t(), x))
        """;

    private static readonly ScriptUnit Unit = new(Source);

    /// <summary>x W^T: [tokens, in] and [out, in] to [tokens, out].</summary>
    public static Tensor Project(Tensor x, Tensor weight) => Unit.Invoke<Tensor>("project", x, weight);

    /// <summary>d W: [tokens, out] and [out, in] to [tokens, in].</summary>
    public static Tensor InputGradient(Tensor gradient, Tensor weight) => Unit.Invoke<Tensor>("input_gradient", gradient, weight);

    /// <summary>residual + d W.</summary>
    public static Tensor InputGradient(Tensor gradient, Tensor weight, Tensor residual) =>
        Unit.Invoke<Tensor>("input_gradient_added", gradient, weight, residual);

    /// <summary>total += d^T x, the sum in the total's own type, fp32.</summary>
    /// <param name="gradient">[tokens, out]</param>
    /// <param name="x">[tokens, in]</param>
    /// <param name="total">[out, in]</param>
    public static void AddWeightGradient(Tensor gradient, Tensor x, Tensor total) =>
        Unit.Invoke<object?>("weight_gradient", gradient, x, total);
}
