using System.Runtime.InteropServices;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using static TorchSharp.torch;

namespace OlmoRL.Inference;

/// <summary>Runs the transformer over scheduled tokens with TorchSharp operators: plain, on any device, the oracle of the fast path.</summary>
public sealed class TorchModelRunner : IModelRunner
{
    private readonly TransformerConfig _config;
    private readonly TorchPagedAttention _attention;
    private CausalLanguageModel? _model;
    private float[] _logits = [];

    /// <summary>Allocates the cache; the weights follow.</summary>
    public TorchModelRunner(TransformerConfig config, EngineOptions options) =>
        (_config, _attention, Team) = (config, new TorchPagedAttention(config, options), new ThreadTeam(options.Threads));

    /// <inheritdoc/>
    public int VocabularySize => _config.VocabularySize;

    /// <inheritdoc/>
    public int SlidingWindow => _config.SlidingWindow;

    /// <inheritdoc/>
    public ThreadTeam Team { get; }

    /// <inheritdoc/>
    public StepProfile? Profile { get; set; }

    /// <inheritdoc/>
    public ReadOnlyMemory<float> Run(ScheduledBatch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var model = _model ?? throw new InvalidOperationException("no weights to run with");
        var tokens = new long[batch.TokenCount];
        var positions = new long[batch.TokenCount];
        var scored = new List<long>(batch.LogitCount);
        var next = 0;
        foreach (var span in batch.Spans)
        {
            for (var position = span.Start; position < span.End; position++, next++)
                (tokens[next], positions[next]) = (span.Sequence.TokenAt(position), position);
            for (var back = span.LogitCount; back > 0; back--)
                scored.Add(next - back);
        }

        var device = model.Weights.Embedding.device;
        _attention.Begin(batch, device);
        var hidden = model.Forward(tensor(tokens, device: device), tensor(positions, device: device), _attention); // [tokens, hidden]
        var logits = model.Logits(hidden.index_select(0, tensor(scored.ToArray(), device: device)))
            .to(ScalarType.Float32).cpu().contiguous(); // [logitRows, vocab]
        var size = batch.LogitCount * VocabularySize;
        if (_logits.Length < size)
            _logits = new float[size];
        MemoryMarshal.Cast<byte, float>(logits.bytes).CopyTo(_logits);
        Profile?.End("model");
        return _logits.AsMemory(0, size);
    }

    /// <inheritdoc/>
    public void UseWeights(IEngineWeights weights)
    {
        if (_model is null)
            _model = new CausalLanguageModel(_config, (TransformerWeights)weights);
        else
            _model.Weights = (TransformerWeights)weights;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Team.Dispose();
        _attention.Dispose();
        _model?.DisposeTables();
    }
}
