using System.Runtime.InteropServices;
using OlmoRL.Inference.Cpu;
using OlmoRL.Models;
using static TorchSharp.torch;

namespace OlmoRL.Inference;

/// <summary>Runs the transformer over scheduled tokens with a paged cache.</summary>
public sealed class ModelRunner : IModelRunner
{
    private readonly CausalLanguageModel _model;
    private readonly CpuPagedAttention _attention;
    private float[] _logits = [];

    /// <summary>Decodes with a model's config; the weights stay the caller's.</summary>
    public ModelRunner(TransformerConfig config, TransformerWeights weights, EngineOptions options)
    {
        _model = new CausalLanguageModel(config, weights);
        _attention = new CpuPagedAttention(config, options);
    }

    /// <inheritdoc/>
    public int VocabularySize => _model.Config.VocabularySize;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Run(IReadOnlyList<ScheduledTokens> batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var count = batch.Sum(b => b.Count);
        var tokens = new long[count];
        var positions = new long[count];
        var last = new long[batch.Count];
        var next = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var (sequence, start, length) = batch[i];
            for (var position = start; position < start + length; position++, next++)
                (tokens[next], positions[next]) = (sequence.Tokens[position], position);
            last[i] = next - 1;
        }

        _attention.Begin(batch);
        var hidden = _model.Forward(tensor(tokens), tensor(positions), _attention); // [tokens, hidden]
        if (count > batch.Count)
            hidden = hidden.index_select(0, tensor(last));
        var logits = _model.Logits(hidden); // [entries, vocab]
        var size = batch.Count * VocabularySize;
        if (_logits.Length < size)
            _logits = new float[size];
        MemoryMarshal.Cast<byte, float>(logits.bytes).CopyTo(_logits);
        return _logits.AsSpan(0, size);
    }

    /// <inheritdoc/>
    public void UseWeights(TransformerWeights weights) => _model.Weights = weights;

    /// <inheritdoc/>
    public void Dispose()
    {
        _attention.Dispose();
        _model.DisposeTables();
    }
}
