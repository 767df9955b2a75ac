using System.IO.Hashing;
using System.Runtime.InteropServices;
using OlmoRL.Models.Weights;

namespace OlmoRL.Inference.Tests.Fakes;

/// <summary>
/// A model whose cached value of a position is the hash of the text up to it. It keeps blocks as the schedule says, and
/// checks that every position that a row sees holds the value of that row's own text: whatever way blocks were shared,
/// copied, freed, or computed again.
/// </summary>
internal sealed class NaiveCacheRunner(EngineOptions options, int window) : IModelRunner
{
    private readonly Dictionary<(int Kind, int Block, int Offset), ulong> _cache = [];

    /// <summary>Rows computed in all.</summary>
    public long ComputedTokens { get; private set; }

    /// <summary>Most prompt rows beside decoding ones in a pass.</summary>
    public int MostPrefill { get; private set; }

    public int VocabularySize => 16;

    public int SlidingWindow => window;

    public ThreadTeam Team { get; } = new(1);

    public StepProfile? Profile { get; set; }

    /// <summary>What the model says after a text: which token is certain.</summary>
    public static int Next(IEnumerable<int> text) => (int)(Hash(text) % 16);

    public ReadOnlyMemory<float> Run(ScheduledBatch batch)
    {
        for (var kind = 0; kind < (window > 0 ? 2 : 1); kind++)
        {
            Copy(kind, batch.Copies[kind]);
            Store(kind, batch);
            foreach (var span in batch.Spans.Where(s => s.Sequence.Status != SequenceStatus.Finished))
                CheckSeen(kind, span);
        }

        ComputedTokens += batch.TokenCount;
        MostPrefill = Math.Max(MostPrefill, batch.Spans.Where(s => s.Count > 1).Sum(s => s.Count));
        return Logits(batch);
    }

    public void UseWeights(IEngineWeights weights)
    {
    }

    public void Dispose()
    {
    }

    private static ulong Hash(IEnumerable<int> text) => XxHash64.HashToUInt64(MemoryMarshal.AsBytes<int>(text.ToArray()));

    private static ulong Value(Sequence sequence, int position) => Hash(sequence.Tokens.Take(position + 1));

    private (int, int, int) Place(int kind, Sequence sequence, int position) =>
        (kind, sequence.Tables[kind].Ids[position / options.BlockSize], position % options.BlockSize);

    private void Copy(int kind, List<BlockCopy> copies)
    {
        foreach (var (from, to) in copies)
        {
            for (var offset = 0; offset < options.BlockSize; offset++)
            {
                if (_cache.TryGetValue((kind, from, offset), out var value))
                    _cache[(kind, to, offset)] = value;
            }
        }
    }

    private void Store(int kind, ScheduledBatch batch)
    {
        var written = new HashSet<(int, int, int)>();
        foreach (var span in batch.Spans)
        {
            for (var position = Math.Max(span.Start, span.StoreFrom); position < span.End; position++)
            {
                var place = Place(kind, span.Sequence, position);
                Assert.True(written.Add(place), "two sequences write to one place in one pass");
                _cache[place] = Value(span.Sequence, position);
            }
        }
    }

    private void CheckSeen(int kind, ScheduledTokens span)
    {
        for (var query = span.Start; query < span.End; query++)
        {
            for (var key = kind == 0 ? 0 : Math.Max(0, query - window + 1); key <= query; key++)
                Assert.Equal(Value(span.Sequence, key), _cache[Place(kind, span.Sequence, key)]);
        }
    }

    private float[] Logits(ScheduledBatch batch)
    {
        var logits = new List<float>();
        foreach (var span in batch.Spans)
        {
            for (var position = span.End - span.LogitCount; position < span.End; position++)
            {
                var row = new float[VocabularySize];
                row[Next(span.Sequence.Tokens.Take(position + 1))] = 100;
                logits.AddRange(row);
            }
        }

        return [.. logits];
    }
}
