using BenchmarkDotNet.Attributes;
using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;
using OlmoRL.Rollouts;

namespace OlmoRL.Benchmarks;

/// <summary>A chunk of sampled tokens to bytes and back.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private TokensAppended? _chunk;
    private byte[] _bytes = [];

    /// <summary>Tokens in the chunk.</summary>
    [Params(40, 2048)]
    public int Tokens { get; set; }

    /// <summary>Makes the chunk.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _chunk = new TokensAppended
        {
            GroupId = 1,
            Epoch = 1,
            Sibling = 1,
            Offset = 0,
            TokenIds = [.. Enumerable.Range(0, Tokens)],
            LogProbs = new float[Tokens],
            Spans = [new PolicySpan(0, Tokens, new PolicyVersion(3))],
        };
        _bytes = Serialize();
    }

    /// <summary>To bytes.</summary>
    [Benchmark(Baseline = true)]
    public byte[] Serialize() => MessagePackSerializer.Serialize(_chunk, MessagePackWireSerializer.Options);

    /// <summary>Back.</summary>
    [Benchmark]
    public TokensAppended Deserialize() => MessagePackSerializer.Deserialize<TokensAppended>(_bytes, MessagePackWireSerializer.Options);
}
