using OlmoRL.Models;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Optimization;

/// <summary>A model in training: fp32 master weights with fp32 gradients, and the weights that the forward pass reads.</summary>
/// <remarks>
/// At fp32 they are the same tensors. At bf16 the forward pass reads copies: gradients are added to the masters' after
/// every backward pass, so that accumulation over micro-batches is in fp32, and the optimizer never rounds an
/// update away. The master model belongs to the caller.
/// </remarks>
public sealed class TrainedModel : IDisposable
{
    private const string Source = """
        def collect(sums: List[Tensor], grads: List[Tensor]):
            for i in range(len(sums)):
                sums[i].add_(grads[i])
                grads[i].zero_()
        """;

    private static readonly ScriptUnit Unit = new(Source);

    /// <summary>Prepares a model's tensors, which must be fp32, for training.</summary>
    /// <param name="master">Keeps the weights that checkpoints and engines are made from.</param>
    /// <param name="computeType">Float32 or BFloat16: the type of the forward and backward pass.</param>
    public TrainedModel(CausalLanguageModel master, ScalarType computeType)
    {
        Master = master;
        RequireGradients(master.Weights);
        if (computeType == ScalarType.Float32)
        {
            Compute = master;
            return;
        }

        var device = master.Weights.Embedding.device;
        Compute = new CausalLanguageModel(
            master.Config, TransformerWeights.Allocate(master.Config, computeType, device));
        Refresh();
    }

    /// <summary>The fp32 weights; their gradients are what the optimizer reads.</summary>
    public CausalLanguageModel Master { get; }

    /// <summary>What the forward pass runs on.</summary>
    public CausalLanguageModel Compute { get; }

    private bool IsMixed => !ReferenceEquals(Master, Compute);

    /// <summary>Gives the weights of the forward pass gradients of their own, for automatic differentiation; our kernels need none.</summary>
    public void Differentiate()
    {
        if (IsMixed && !Compute.Weights.Embedding.requires_grad)
            RequireGradients(Compute.Weights);
    }

    /// <summary>Adds the gradients of a backward pass to the masters'. Call after each one.</summary>
    public void CollectGradients()
    {
        if (!IsMixed)
            return;
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        _ = Unit.Invoke<object?>("collect", Gradients(Master), Gradients(Compute));
    }

    /// <summary>Makes the forward pass read the masters' present values. Call after each update.</summary>
    public void Refresh()
    {
        if (IsMixed)
            Compute.Weights.CopyFrom(Master.Weights);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsMixed)
            Compute.Dispose();
    }

    private static Tensor[] Gradients(CausalLanguageModel model) => [.. model.Weights.All.Select(t => t.grad!)];

    /// <summary>Gradients exist from the start, so that an update never meets a tensor without one.</summary>
    private static void RequireGradients(TransformerWeights weights)
    {
        using var scope = NewDisposeScope();
        foreach (var tensor in weights.RequireGradients().All)
            tensor.grad ??= zeros_like(tensor).DetachFromDisposeScope();
    }
}
