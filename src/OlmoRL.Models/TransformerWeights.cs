using System.IO.Hashing;
using OlmoRL.Models.Weights;
using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>All tensors of a model in the form that the forward pass reads; owns them.</summary>
/// <remarks>
/// Fused storage is the storage: learner, engine and optimizer see the fused tensors, and the checkpoint's names are
/// slices of them (see <see cref="OlmoRL.Models.Checkpoints.HuggingFaceLayout"/>), so weights never exist twice.
/// </remarks>
public sealed class TransformerWeights : IEngineWeights
{
    private const int CacheLine = 64; // bytes, and so enough numbers of any type

    private readonly int _vocabularySize;

    private TransformerWeights(Tensor embedding, LayerWeights[] layers, Tensor finalNorm, Tensor headRows, int vocabularySize)
    {
        (Embedding, Layers, FinalNorm, HeadRows) = (embedding, layers, finalNorm, headRows);
        _vocabularySize = vocabularySize;
    }

    /// <summary>[embeddingRows, hidden]</summary>
    public Tensor Embedding { get; }

    /// <summary>From the first to the last.</summary>
    public IReadOnlyList<LayerWeights> Layers { get; }

    /// <summary>[hidden]</summary>
    public Tensor FinalNorm { get; }

    /// <summary>[embeddingRows, hidden]; stored, trained and saved.</summary>
    public Tensor HeadRows { get; }

    /// <summary>[vocab, hidden]; the rows that make logits, so that padding is in no softmax and is never sampled.</summary>
    public Tensor Head => Unpadded(HeadRows);

    /// <summary>[vocab, hidden]; where the gradient of <see cref="Head"/> gathers, or null before there is one.</summary>
    public Tensor? HeadGradient => HeadRows.grad is { } gradient ? Unpadded(gradient) : null;

    /// <summary>Every tensor, in a fixed order.</summary>
    public IReadOnlyList<Tensor> All =>
        [Embedding, .. Layers.SelectMany(l => l.All), FinalNorm, HeadRows];

    /// <summary>Allocates the tensors of a config without setting them, side by side in one block of memory.</summary>
    /// <remarks>
    /// Memory comes in pages of 2 MB where it can, and what a tensor has before its first and after its last whole page
    /// comes in pages of 4 kB, which costs more time than reading the weights into it. A block has two such ends.
    /// </remarks>
    public static TransformerWeights Allocate(TransformerConfig config, ScalarType dtype, Device device)
    {
        List<long[]> shapes = [];
        _ = Build(config, shape =>
        {
            shapes.Add(shape);
            return null!;
        });
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var block = empty(shapes.Sum(Room), dtype: dtype, device: device);
        var used = 0L;
        return Build(config, shape =>
        {
            var from = used;
            used += Room(shape);

            // Detached, for a leaf of autograd is no view of another tensor.
            return block.narrow(0, from, shape.Aggregate(1L, (a, b) => a * b)).view(shape).detach().DetachFromDisposeScope();
        });
    }

    private static TransformerWeights Build(TransformerConfig config, Func<long[], Tensor> make)
    {
        Tensor New(params long[] shape) => make(shape);
        int hidden = config.HiddenSize, query = config.QuerySize, kv = config.KeyValueSize, inner = config.IntermediateSize;
        var layers = Enumerable.Range(0, config.LayerCount).Select(_ => new LayerWeights
        {
            QueryKeyValue = New(query + 2 * kv, hidden),
            QueryNorm = New(query),
            KeyNorm = New(kv),
            Output = New(hidden, query),
            AttentionNorm = New(hidden),
            GateUp = New(2 * inner, hidden),
            Down = New(hidden, inner),
            MlpNorm = New(hidden),
        });
        return new TransformerWeights(
            New(config.EmbeddingRows, hidden), [.. layers], New(hidden), New(config.EmbeddingRows, hidden), config.VocabularySize);
    }

    /// <summary>Numbers that a tensor takes in the block: the next begins at a cache line.</summary>
    private static long Room(long[] shape) => (shape.Aggregate(1L, (a, b) => a * b) + CacheLine - 1) / CacheLine * CacheLine;

    /// <summary>Initial weights: normal with the config's deviation cut at 3 deviations, norms 1.</summary>
    /// <remarks>OLMo-core's init method `normal`.</remarks>
    public static TransformerWeights Initialize(TransformerConfig config, ulong seed, Device device)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var weights = Allocate(config, ScalarType.Float32, device);
        var generator = new Generator(seed, device);
        foreach (var tensor in weights.All)
        {
            if (tensor.dim() == 1)
            {
                _ = tensor.fill_(1);
                continue;
            }

            var draw = randn(tensor.shape, generator: generator, device: device);
            _ = tensor.copy_(draw.clamp(-3, 3).mul_(config.InitializerRange));
        }

        return weights;
    }

    /// <summary>Overwrites these tensors with another's values, cast to this dtype.</summary>
    public void CopyFrom(TransformerWeights source)
    {
        using var guard = no_grad();
        foreach (var (to, from) in All.Zip(source.All))
            to.copy_(from);
    }

    /// <inheritdoc/>
    public long ByteCount => All.Sum(t => t.numel() * t.element_size());

    /// <inheritdoc/>
    public UInt128 Digest()
    {
        var hash = new XxHash128();
        foreach (var tensor in All)
            hash.Append(tensor.bytes);
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>Turns gradients on or off for every tensor.</summary>
    public TransformerWeights RequireGradients(bool required = true)
    {
        foreach (var tensor in All)
            tensor.requires_grad_(required);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in All)
            tensor.Dispose();
    }

    private Tensor Unpadded(Tensor rows) => rows.shape[0] == _vocabularySize ? rows : rows.narrow(0, 0, _vocabularySize);
}
