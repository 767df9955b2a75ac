using OlmoRL.Models;
using OlmoRL.Models.Attention;
using static TorchSharp.torch;

namespace OlmoRL.Inference;

/// <summary>Attention of scheduled tokens over a paged cache of tensors, one sequence after another.</summary>
/// <remarks>
/// Keys and values of the pass are written first, so tokens of one pass see one another, shared prompt blocks included. A
/// sequence gathers the blocks it can see and attends under a mask.
/// </remarks>
internal sealed class TorchPagedAttention(TransformerConfig config, EngineOptions options) : ILayerAttention, IDisposable
{
    private readonly Tensor[] _keys = new Tensor[config.LayerCount];
    private readonly Tensor[] _values = new Tensor[config.LayerCount];
    private readonly KindPlan[] _plans = [new(), new()];

    /// <summary>Copies blocks, and plans where the pass stores and looks.</summary>
    public void Begin(ScheduledBatch batch, Device device)
    {
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            var kind = KindOf(layer);
            EnsureCache(layer, device);
            foreach (var (from, to) in batch.Copies[kind])
            {
                _ = _keys[layer][to].copy_(_keys[layer][from]);
                _ = _values[layer][to].copy_(_values[layer][from]);
            }
        }

        for (var kind = 0; kind < (config.SlidingWindow > 0 ? 2 : 1); kind++)
            _plans[kind].Make(batch, kind, kind == 0 ? int.MaxValue : config.SlidingWindow, options.BlockSize, device);
    }

    /// <inheritdoc/>
    public Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        var plan = _plans[KindOf(layer)];
        var keys = _keys[layer].flatten(0, 1); // [blocks * blockSize, kvHeads, headSize]
        var values = _values[layer].flatten(0, 1);
        _ = keys.index_copy_(0, plan.Slots, key.index_select(0, plan.Rows));
        _ = values.index_copy_(0, plan.Slots, value.index_select(0, plan.Rows));
        var attended = new List<Tensor>(plan.Views.Count);
        foreach (var view in plan.Views)
        {
            attended.Add(DecoderScript.PackedAttention(
                query.narrow(0, view.FirstRow, view.Count).unsqueeze(0),
                keys.index_select(0, view.Slots).unsqueeze(0),
                values.index_select(0, view.Slots).unsqueeze(0), view.Mask).squeeze(0));
        }

        return cat(attended, 0); // [tokens, heads * headSize]
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values))
            tensor?.Dispose();
    }

    private int KindOf(int layer) => config.IsSliding(layer) ? 1 : 0;

    private void EnsureCache(int layer, Device device)
    {
        if (_keys[layer] is not null)
            return;
        var blocks = KindOf(layer) == 0 ? options.BlockCount : options.SlidingBlockCount(config.SlidingWindow);
        Tensor New() => zeros(blocks, options.BlockSize, config.KeyValueHeadCount, config.HeadSize,
            dtype: EngineBackend.DataType(options.Precision), device: device).DetachFromDisposeScope();
        (_keys[layer], _values[layer]) = (New(), New());
    }

    /// <summary>What one sequence sees: its rows, the cache slots they look at, and which row sees which slot.</summary>
    private sealed record View(int FirstRow, int Count, Tensor Slots, Tensor Mask);

    /// <summary>Where the layers of one kind store and look in a pass.</summary>
    private sealed class KindPlan
    {
        public Tensor Slots { get; private set; } = null!;

        public Tensor Rows { get; private set; } = null!;

        public List<View> Views { get; } = [];

        public void Make(ScheduledBatch batch, int kind, int window, int blockSize, Device device)
        {
            var (slots, rows, row) = (new List<long>(), new List<long>(), 0);
            Views.Clear();
            foreach (var span in batch.Spans)
            {
                var table = span.Sequence.Tables[kind];
                long SlotOf(int position) => (long)table.Ids[position / blockSize] * blockSize + position % blockSize;
                for (var position = Math.Max(span.Start, span.StoreFrom); position < span.End; position++)
                {
                    slots.Add(SlotOf(position));
                    rows.Add(row + position - span.Start);
                }

                var first = window == int.MaxValue ? 0 : Math.Max(0, span.Start - window + 1);
                var seen = Enumerable.Range(first, span.End - first).Select(SlotOf).ToArray();
                var age = arange(span.Start, span.End, device: device).unsqueeze(1) - arange(first, span.End, device: device).unsqueeze(0);
                Views.Add(new View(row, span.Count, tensor(seen, device: device), (age >= 0) & (age < window)));
                row += span.Count;
            }

            (Slots, Rows) = (tensor(slots.ToArray(), device: device), tensor(rows.ToArray(), device: device));
        }
    }
}
